/* Where a run may put its folder: what stands against it is said before anything is simulated, and names the folder that it is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "study/run_folder.h"

enum { LONG = 512, NOBODY = 65534 };

static char top[LONG];

static void set_up(void)
{
  const char *parent = getenv("TMPDIR");
  snprintf(top, sizeof top, "%.400s/rexed-folder-XXXXXX", parent != NULL ? parent : "/tmp");
  cr_assert_not_null(mkdtemp(top));
  char *real = realpath(top, NULL);
  cr_assert_not_null(real);
  snprintf(top, sizeof top, "%s", real);
  free(real);
}

static void tear_down(void)
{
  char command[2 * LONG + 40];
  snprintf(command, sizeof command, "chmod -R u+rwx '%s'; rm -r '%s'", top, top);
  cr_assert_eq(system(command), 0);
}

TestSuite(run_folder, .init = set_up, .fini = tear_down);

/* Begins (and gives up) a run in top/parent/results as somebody whom permissions bind: RX_OK, or what it said in `said`. */
static int begin_as_nobody(char said[RX_ERROR_TEXT])
{
  int ends[2];
  cr_assert_eq(pipe(ends), 0);
  const pid_t child = fork();
  cr_assert_geq(child, 0);
  if (child == 0) {
    rx_error err = { 0 };
    rx_run_folder folder = { 0 };
    char place[LONG + 20];
    snprintf(place, sizeof place, "%s/parent/results", top);
    if (geteuid() == 0 && setuid(NOBODY) != 0) _exit(99);
    rx_status status = rx_run_folder_check(place, false, &err);
    if (status == RX_OK) status = rx_run_folder_begin(&folder, place, false, &err);
    rx_run_folder_abandon(&folder);
    if (write(ends[1], err.text, sizeof err.text) < 0) _exit(98);
    _exit((int)status);
  }
  int status = 0;
  close(ends[1]);
  cr_assert_geq(read(ends[0], said, RX_ERROR_TEXT), 0);
  close(ends[0]);
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_assert(WIFEXITED(status));
  return WEXITSTATUS(status);
}

/* top/parent and top/parent/results with these permissions. */
static void make_folders(mode_t of_parent, mode_t of_results)
{
  char parent[LONG + 20], results[LONG + 20];
  snprintf(parent, sizeof parent, "%s/parent", top);
  snprintf(results, sizeof results, "%s/parent/results", top);
  cr_assert(chmod(top, 0755) == 0 && mkdir(parent, 0777) == 0 && mkdir(results, 0777) == 0);
  cr_assert(chmod(results, of_results) == 0 && chmod(parent, of_parent) == 0);
}

static void expect_said(const char *format)
{
  char said[RX_ERROR_TEXT] = "", expected[2 * RX_ERROR_TEXT];
  cr_expect_eq(begin_as_nobody(said), RX_E_INPUT);
  snprintf(expected, sizeof expected, format, top, top);
  cr_expect_eq(strncmp(said, expected, strlen(expected)), 0, "%s\n%s", said, expected);
}

Test(run_folder, that_is_empty_and_may_be_replaced_is_taken)
{
  char said[RX_ERROR_TEXT] = "";
  make_folders(0777, 0777);
  cr_expect_eq(begin_as_nobody(said), RX_OK, "%s", said);
}

Test(run_folder, whose_parent_takes_none_names_the_parent)
{
  make_folders(0555, 0777);
  expect_said("%s/parent/results: a run replaces its folder as a whole, for which %s/parent must be writable: "
              "Permission denied (choose another with -o, e.g. ");
}

Test(run_folder, of_somebody_else_in_a_sticky_one_is_not_replaced)
{
  make_folders(01777, 0777);
  if (geteuid() != 0) cr_skip_test("needs somebody else");
  expect_said("%s/parent/results: a run replaces its folder as a whole, for which %s/parent must be writable: "
              "Operation not permitted");
}

Test(run_folder, that_takes_no_files_is_told_before_the_run)
{
  make_folders(0777, 0555);
  expect_said("%s/parent/results: can't be written to: Permission denied");
}

Test(run_folder, that_is_a_mount_point_is_told_before_the_run)
{
  rx_error err = { 0 };
  cr_expect_eq(rx_run_folder_check("/proc", true, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "/proc: is a mount point; a run replaces its folder as a whole (choose another with -o, "
                             "e.g. /proc/run)");
}

/* Whatever keeps results from their place: they are kept, and it is said where. */
Test(run_folder, that_cannot_be_replaced_at_the_end_keeps_the_results_beside_it)
{
  char place[LONG + 20], old[2 * LONG], kept[2 * LONG], spikes[3 * LONG], expected[4 * LONG];
  rx_error err = { 0 };
  rx_run_folder folder = { 0 };
  snprintf(place, sizeof place, "%s/results", top);
  snprintf(old, sizeof old, "%s/.results.%ld.old/in_the_way", top, (long)getpid());
  snprintf(kept, sizeof kept, "%s.%ld", place, (long)getpid());
  snprintf(spikes, sizeof spikes, "%s/spikes", kept);
  cr_assert_eq(mkdir(place, 0777), 0);
  cr_assert_eq(rx_run_folder_begin(&folder, place, false, &err), RX_OK, "%s", err.text);
  *strrchr(old, '/') = '\0';
  cr_assert_eq(mkdir(old, 0777), 0);
  old[strlen(old)] = '/';
  cr_assert_eq(mkdir(old, 0777), 0);
  cr_expect_eq(rx_run_folder_finish(&folder, &err), RX_E_IO);
  rx_run_folder_abandon(&folder);
  snprintf(expected, sizeof expected, "; the results are in %s", kept);
  cr_expect_not_null(strstr(err.text, expected), "%s", err.text);
  struct stat info;
  cr_expect(stat(spikes, &info) == 0 && S_ISDIR(info.st_mode));
}
