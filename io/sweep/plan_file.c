#include <stddef.h>
#include <string.h>

#include "io/hdf5/hdf5_table.h"
#include "io/sweep/content_hash.h"
#include "io/sweep/sweep_private.h"

static const char FORMAT[] = "rexed-plan", OUTPUTS[] = "/plan/outputs";

#define OUTPUT(member, type, units, long_name)                                                                         \
  {                                                                                                                    \
#member, type, offsetof(rx_sweep_output, member), units, long_name                                                 \
  }
static const rx_h5_field OUTPUT_FIELDS[] = {
  OUTPUT(name, RX_H5_TEXT, NULL, NULL),
  OUTPUT(units, RX_H5_TEXT, NULL, NULL),
  OUTPUT(long_name, RX_H5_TEXT, NULL, NULL),
  OUTPUT(by_stimulus, RX_H5_U8, "1", "1: a value for each stimulus, 0: one a member"),
  { NULL, RX_H5_TEXT, 0, NULL, NULL },
};

/* Everything counts: a plan with another seed is another plan. */
static const rx_hash_scope ALL = { .group = "/", .has_attributes = true, .except_attributes = { "content_hash" } };

static rx_status plan_path(char path[RX_H5_PATH], const char *folder, rx_error *err)
{
  if (strlen(folder) + sizeof "/plan.h5" > RX_H5_PATH)
    return rx_fail(err, RX_E_INPUT, "the name of a folder of parts is too long: %zu bytes", strlen(folder));
  rx_h5_join(path, folder, "plan.h5");
  return RX_OK;
}

rx_status rx_sweep_plan_write(const char *folder, const rx_sweep_plan *plan, rx_error *err)
{
  char path[RX_H5_PATH], hash[RX_HASH_TEXT];
  rx_h5_writer *w;
  RX_TRY(plan_path(path, folder, err));
  if (rx_sweep_check_plan(plan, err) != RX_OK) return rx_context(err, "%s", path), RX_E_INPUT;
  RX_TRY(rx_h5_create(path, RX_H5_PART, &w, err));
  rx_h5_attr_text(w, "/", "format", FORMAT);
  rx_h5_attr_text(w, "/", "format_version", RX_SWEEP_VERSION);
  rx_sweep_write_plan(w, plan);
  rx_h5_write_table(w, OUTPUTS, OUTPUT_FIELDS, plan->n_outputs, sizeof *plan->outputs, plan->outputs);
  rx_provenance_write(w, &plan->provenance);
  if (rx_hash_written(w, &ALL, hash) == RX_OK) rx_h5_attr_text(w, "/", "content_hash", hash);
  return rx_h5_finish(w, err);
}

static rx_status check_hash(rx_h5_reader *r, rx_arena *arena, rx_error *err)
{
  char *stored, hash[RX_HASH_TEXT];
  RX_TRY(rx_h5_attr_read_text(r, "/", "content_hash", arena, &stored, err));
  RX_TRY(rx_hash_read(r, &ALL, NULL, hash, err));
  if (strcmp(stored, hash) == 0) return RX_OK;
  return rx_fail(err, RX_E_IO, "%s: damaged: its content has hash %s, %s was written", rx_h5_file_name(r), hash,
                 stored);
}

static rx_status read_plan(rx_h5_reader *r, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  void *outputs;
  RX_TRY(rx_h5_check_format(r, FORMAT, RX_SWEEP_MAJOR, err));
  RX_TRY(check_hash(r, arena, err));
  RX_TRY(rx_sweep_read_plan(r, arena, plan, err));
  RX_TRY(rx_h5_read_table(r, OUTPUTS, OUTPUT_FIELDS, arena, &plan->n_outputs, sizeof *plan->outputs, &outputs, err));
  plan->outputs = outputs;
  if (rx_sweep_check_plan(plan, err) == RX_OK) return RX_OK;
  return rx_context(err, "%s", rx_h5_file_name(r)), RX_E_INPUT;
}

rx_status rx_sweep_plan_read(const char *folder, rx_arena *arena, rx_sweep_plan *plan, rx_error *err)
{
  char path[RX_H5_PATH];
  rx_h5_reader *r;
  RX_TRY(plan_path(path, folder, err));
  RX_TRY(rx_h5_open(path, &r, err));
  const rx_status status = read_plan(r, arena, plan, err);
  rx_h5_close(r);
  return status;
}
