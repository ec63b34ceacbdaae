#include "io/results/provenance.h"

#include <ctype.h>
#include <gnu/libc-version.h>
#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sundials/sundials_version.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "io/hdf5/hdf5_internal.h"
#include "rx_version.h"

#define TEXT(member)                                                                                                   \
  {                                                                                                                    \
#member, RX_H5_TEXT, offsetof(rx_provenance, member), NULL, NULL                                                   \
  }
#define RUN(member, t)                                                                                                 \
  {                                                                                                                    \
#member, t, offsetof(rx_provenance_run, member), NULL, NULL                                                        \
  }

/* The attributes of /provenance, and of /provenance/run. */
static const rx_h5_field FIELDS[] = {
  TEXT(version),       TEXT(git_commit),
  TEXT(model_version), { "seed", RX_H5_U64, offsetof(rx_provenance, seed), NULL, NULL },
  TEXT(plan_hash),     TEXT(compiler),
  TEXT(cflags),        TEXT(build_type),
  TEXT(fp_contract),   TEXT(simd),
  TEXT(integrator),    TEXT(sundials_version),
  TEXT(gsl_version),   TEXT(hdf5_version),
  TEXT(libc_version),  { NULL, RX_H5_TEXT, 0, NULL, NULL },
};

static const rx_h5_field RUN_FIELDS[] = {
  RUN(date_start, RX_H5_TEXT),   RUN(date_end, RX_H5_TEXT),     RUN(host, RX_H5_TEXT),
  RUN(os, RX_H5_TEXT),           RUN(cpu, RX_H5_TEXT),          RUN(omp_threads, RX_H5_U32),
  RUN(command_line, RX_H5_TEXT), RUN(slurm_job_id, RX_H5_TEXT), RUN(restarts, RX_H5_U32),
  RUN(wall_s, RX_H5_F64),        RUN(peak_rss_MiB, RX_H5_F64),  { NULL, RX_H5_TEXT, 0, NULL, NULL },
};

static const char *date_now(rx_arena *arena)
{
  const time_t now = time(NULL);
  struct tm utc;
  char text[32] = "";
  if (gmtime_r(&now, &utc) != NULL) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return rx_arena_text(arena, text);
}

static double clock_s(void)
{
  struct timespec t = { 0 };
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const char *host_name(rx_arena *arena)
{
  char text[256] = "unknown";
  gethostname(text, sizeof text);
  text[sizeof text - 1] = '\0';
  return rx_arena_text(arena, text);
}

static const char *os_name(rx_arena *arena)
{
  struct utsname name;
  if (uname(&name) != 0) return rx_arena_text(arena, "unknown");
  return rx_arena_format(arena, "%s %s %s", name.sysname, name.release, name.machine);
}

/* First "model name" of /proc/cpuinfo; other machines than x86 may have none. */
static const char *cpu_name(rx_arena *arena)
{
  char line[512], name[512] = "unknown";
  FILE *file = fopen("/proc/cpuinfo", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    const char *colon = strchr(line, ':');
    if (strncmp(line, "model name", 10) != 0 || colon == NULL) continue;
    snprintf(name, sizeof name, "%s", colon + 1 + strspn(colon + 1, " \t"));
    name[strcspn(name, "\n")] = '\0';
    break;
  }
  if (file != NULL) fclose(file);
  return rx_arena_text(arena, name);
}

static const char *sundials_version(rx_arena *arena)
{
  char text[64] = "unknown";
  SUNDIALSGetVersion(text, sizeof text);
  return rx_arena_text(arena, text);
}

static const char *hdf5_version(rx_arena *arena)
{
  unsigned major = 0, minor = 0, release = 0;
  rx_h5_lock();
  H5get_libversion(&major, &minor, &release);
  rx_h5_unlock();
  return rx_arena_format(arena, "%u.%u.%u", major, minor, release);
}

static const char *libc_version(rx_arena *arena)
{
  return rx_arena_format(arena, "glibc %s", gnu_get_libc_version());
}

const char *rx_version(void)
{
  return RX_VERSION;
}

const char *rx_git_commit(void)
{
  return RX_GIT_COMMIT;
}

rx_status rx_provenance_begin(rx_provenance *p, rx_arena *arena, rx_error *err)
{
  const char *restarts = getenv("SLURM_RESTART_COUNT");
  const char *job = getenv("SLURM_JOB_ID");
  *p = (rx_provenance){
    .version = RX_VERSION,
    .git_commit = RX_GIT_COMMIT,
    .model_version = RX_MODEL_VERSION,
    .compiler = RX_COMPILER,
    .cflags = RX_CFLAGS,
    .build_type = RX_BUILD_TYPE,
    .fp_contract = "off, kernels fast",
    .sundials_version = sundials_version(arena),
    .gsl_version = gsl_version,
    .hdf5_version = hdf5_version(arena),
    .libc_version = libc_version(arena),
    .run = { .date_start = date_now(arena),
             .host = host_name(arena),
             .os = os_name(arena),
             .cpu = cpu_name(arena),
             .slurm_job_id = job != NULL ? rx_arena_text(arena, job) : NULL,
             .restarts = restarts != NULL ? (uint32_t)strtoul(restarts, NULL, 10) : 0,
             .wall_s = NAN,
             .peak_rss_MiB = NAN,
             .clock_s = clock_s() },
  };
  const bool has_all = p->sundials_version != NULL && p->hdf5_version != NULL && p->libc_version != NULL &&
                       p->run.date_start != NULL && p->run.host != NULL && p->run.os != NULL && p->run.cpu != NULL &&
                       (job == NULL || p->run.slurm_job_id != NULL);
  return has_all ? RX_OK : rx_no_memory(err);
}

rx_status rx_provenance_end(rx_provenance *p, rx_arena *arena, rx_error *err)
{
  struct rusage usage = { 0 };
  getrusage(RUSAGE_SELF, &usage);
  p->run.peak_rss_MiB = (double)usage.ru_maxrss / 1024.0; /* Linux counts in KiB */
  /* read from a file (a merge of parts): nobody here saw the beginning */
  p->run.wall_s = p->run.clock_s > 0 ? clock_s() - p->run.clock_s : NAN;
  p->run.date_end = date_now(arena);
  return p->run.date_end != NULL ? RX_OK : rx_no_memory(err);
}

static bool needs_quotes(const char *word)
{
  for (const char *c = word; *c != '\0'; c++)
    if (!isalnum((unsigned char)*c) && strchr("_-+=./,:@%", *c) == NULL) return true;
  return *word == '\0';
}

const char *rx_command_line(int argc, char *const argv[], rx_arena *arena)
{
  size_t size = 1;
  for (int i = 0; i < argc; i++) size += 4 * strlen(argv[i]) + 3; /* a quote becomes '\'' */
  char *line = rx_arena_alloc(arena, size);
  char *end = line;
  for (int i = 0; line != NULL && i < argc; i++) {
    const bool has_quotes = needs_quotes(argv[i]);
    if (i > 0) *end++ = ' ';
    if (has_quotes) *end++ = '\'';
    for (const char *c = argv[i]; *c != '\0'; c++) {
      if (*c == '\'') {
        memcpy(end, "'\\''", 4);
        end += 4;
      } else {
        *end++ = *c;
      }
    }
    if (has_quotes) *end++ = '\'';
  }
  return line;
}

rx_status rx_provenance_write(rx_h5_writer *w, const rx_provenance *p)
{
  rx_h5_group(w, "/provenance");
  rx_h5_write_struct(w, "/provenance", FIELDS, p);
  rx_h5_group(w, "/provenance/run");
  return rx_h5_write_struct(w, "/provenance/run", RUN_FIELDS, &p->run);
}

rx_status rx_provenance_read(rx_h5_reader *r, rx_arena *arena, rx_provenance *p, rx_error *err)
{
  *p = (rx_provenance){ 0 };
  RX_TRY(rx_h5_read_struct(r, "/provenance", FIELDS, arena, p, err));
  return rx_h5_read_struct(r, "/provenance/run", RUN_FIELDS, arena, &p->run, err);
}

const char *rx_versions_add(const char *known, const char *version, const char *git_commit, rx_arena *arena)
{
  const char *one = rx_arena_format(arena, "%s %s", version, git_commit);
  if (known == NULL || one == NULL) return one;
  return strstr(known, one) != NULL ? known : rx_arena_format(arena, "%s, %s", known, one);
}

const char *rx_version_text(rx_arena *arena)
{
  return rx_arena_format(arena,
                         "rexed %s\n"
                         "commit    %s\n"
                         "model     %s\n"
                         "compiler  %s, %s\n"
                         "flags     %s\n"
                         "libraries SUNDIALS %s, GSL %s, HDF5 %s, %s\n",
                         RX_VERSION, RX_GIT_COMMIT, RX_MODEL_VERSION, RX_COMPILER, RX_BUILD_TYPE, RX_CFLAGS,
                         sundials_version(arena), gsl_version, hdf5_version(arena), libc_version(arena));
}
