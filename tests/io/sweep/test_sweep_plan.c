#include <criterion/criterion.h>
#include <hdf5.h>

#include "io/hdf5/hdf5_file.h"
#include "io/sweep/sweep_file.h"
#include "tests/io/output_helpers.h"
#include "tests/io/sweep/sweep_checks.h"
#include "tests/io/sweep/sweep_example.h"

TestSuite(sweep_plan, .init = in_new_folder, .fini = leave_folder);

Test(sweep_plan, reads_back_what_was_written)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  rx_sweep_plan found;
  assert_ok(rx_sweep_plan_write(".", &plan, &err), err);
  cr_assert_eq(n_files(), 1);
  assert_ok(rx_sweep_plan_read(".", arena, &found, &err), err);
  assert_same_plan(&found, &plan);
  rx_arena_free(arena);
}

Test(sweep_plan, a_plan_without_parameters_stimuli_and_design_is_one_too)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep_plan plan = example_plan(arena, 2, 16), found;
  static const rx_sweep_output OUTPUT[1] = { { "threshold", "mN", "withdrawal threshold", false } };
  plan.n_parameters = plan.n_stimuli = 0;
  plan.base = NULL;
  plan.column = NULL;
  plan.n_outputs = 1;
  plan.outputs = OUTPUT;
  plan.name = plan.title = NULL;
  assert_ok(rx_sweep_plan_write(".", &plan, &err), err);
  assert_ok(rx_sweep_plan_read(".", arena, &found, &err), err);
  assert_same_plan(&found, &plan);
  rx_arena_free(arena);
}

Test(sweep_plan, written_twice_is_byte_identical)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  assert_ok(rx_sweep_plan_write(".", &plan, &err), err);
  cr_assert_eq(rename("plan.h5", "first.h5"), 0);
  sleep(1);
  assert_ok(rx_sweep_plan_write(".", &plan, &err), err);
  cr_assert(same_bytes("plan.h5", "first.h5"));
  rx_arena_free(arena);
}

Test(sweep_plan, parameters_carry_the_attributes_of_the_format)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 2, 16);
  rx_h5_reader *r;
  assert_ok(rx_sweep_plan_write(".", &plan, &err), err);
  assert_ok(rx_h5_open("plan.h5", &r, &err), err);
  assert_text_attr(r, "/", "format", "rexed-plan");
  assert_text_attr(r, "/", "format_version", "1.0");
  assert_plan_layout(r, &plan);
  rx_h5_close(r);
  rx_arena_free(arena);
}

Test(sweep_plan, a_flipped_byte_is_seen_or_changes_nothing)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan plan = example_plan(arena, 1, 16);
  assert_ok(rx_sweep_plan_write(".", &plan, &err), err);
  size_t n, n_seen = 0, n_trials = 0;
  char *bytes = file_bytes("plan.h5", &n);
  uint64_t random = 2385;
  for (; n_trials < 400; n_trials++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    const size_t i = (size_t)(random >> 33) % n;
    const char was = bytes[i];
    bytes[i] = (char)(was ^ (char)(1 + (random >> 20) % 255));
    put_bytes("plan.h5", bytes, n);
    bytes[i] = was;
    rx_arena *own = rx_arena_create();
    rx_sweep_plan found;
    if (rx_sweep_plan_read(".", own, &found, &err) != RX_OK)
      n_seen++;
    else
      assert_same_plan(&found, &plan);
    rx_arena_free(own);
  }
  cr_assert_gt(n_seen, n_trials / 5, "%zu of %zu", n_seen, n_trials); /* much of a small file is empty */
  free(bytes);
  rx_arena_free(arena);
}

Test(sweep_plan, what_is_no_plan_is_refused_with_the_reason)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  rx_sweep_plan plan = example_plan(arena, 2, 16), found;
  rx_h5_writer *w;
  cr_assert_eq(rx_sweep_plan_read(".", arena, &found, &err), RX_E_IO);
  assert_says(err, "./plan.h5: cannot read: No such file");
  assert_ok(rx_h5_create("plan.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-plan");
  rx_h5_attr_text(w, "/", "format_version", "2.1");
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert_eq(rx_sweep_plan_read(".", arena, &found, &err), RX_E_INPUT);
  assert_says(err, "version 2.1 is newer");
  assert_ok(rx_h5_create("plan.h5", RX_H5_PLAIN, &w, &err), err);
  rx_h5_attr_text(w, "/", "format", "rexed-part");
  rx_h5_attr_text(w, "/", "format_version", "1.0");
  assert_ok(rx_h5_finish(w, &err), err);
  cr_assert_eq(rx_sweep_plan_read(".", arena, &found, &err), RX_E_INPUT);
  assert_says(err, "its format is rexed-part, expected rexed-plan");
  cr_assert_eq(rx_sweep_plan_write("no/such", &plan, &err), RX_E_IO);
  assert_says(err, "no/such/plan.h5: cannot write");
  char long_name[1200];
  memset(long_name, 'x', sizeof long_name - 1);
  long_name[sizeof long_name - 1] = '\0';
  cr_assert_eq(rx_sweep_plan_write(long_name, &plan, &err), RX_E_INPUT);
  assert_says(err, "too long");
  rx_arena_free(arena);
}

/* Expects that a changed copy of the plan is refused and why. */
#define REFUSED(change, part_of_message)                                                                               \
  do {                                                                                                                 \
    rx_sweep_plan plan = good;                                                                                         \
    change;                                                                                                            \
    cr_assert_eq(rx_sweep_plan_write(".", &plan, &err), RX_E_INPUT);                                                   \
    assert_says(err, part_of_message);                                                                                 \
    assert_says(err, "./plan.h5: ");                                                                                   \
  } while (0)

Test(sweep_plan, a_plan_at_odds_with_itself_is_refused)
{
  rx_error err = { 0 };
  rx_arena *arena = rx_arena_create();
  const rx_sweep_plan good = example_plan(arena, 2, 16);
  REFUSED(plan.n_members = 0, "0 members in 3 parts of 16");
  REFUSED(plan.part_members = 0, "40 members in 3 parts of 0");
  REFUSED(plan.n_parts = 4, "40 members in 4 parts of 16");
  REFUSED(plan.plan_hash = NULL, "needs its kind");
  REFUSED(plan.seed = NULL, "needs condition, point, seed");
  REFUSED(plan.base = NULL, "belong together");
  REFUSED(plan.reference_condition = 2, "condition 2 is the reference, but there are 2");
  REFUSED(plan.n_points = 9, "member 36 is of condition 0 and point 9, but there are 2 and 9");
  REFUSED(plan.n_stimuli = 0, "output pain_signal is by stimulus");
  rx_sweep_parameter p = good.parameters[0];
  p.name = "a/b";
  REFUSED((plan.n_parameters = 1, plan.parameters = &p), "\"a/b\" cannot name a parameter");
  rx_sweep_output o = good.outputs[1];
  o.name = NULL;
  REFUSED((plan.n_outputs = 1, plan.outputs = &o), "\"\" cannot name an output");
  cr_assert_eq(n_files(), 0);
  rx_arena_free(arena);
}
