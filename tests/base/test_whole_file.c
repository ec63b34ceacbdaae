#include "base/whole_file.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

static char start[4096], folder[] = "/tmp/rexed-whole-XXXXXX";

static void set_up(void)
{
  cr_assert_not_null(getcwd(start, sizeof start));
  cr_assert_not_null(mkdtemp(folder));
  cr_assert_eq(chdir(folder), 0);
}

static void tear_down(void)
{
  char command[64];
  cr_assert_eq(chdir(start), 0);
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  cr_assert_eq(system(command), 0);
}

TestSuite(whole_file, .init = set_up, .fini = tear_down);

static void touch(const char *name)
{
  const int file = open(name, O_WRONLY | O_CREAT, 0666);
  cr_assert(file >= 0 && close(file) == 0);
}

/* The temporary that a process which is gone had for a file. */
static char *temporary_of_the_gone(const char *file)
{
  int ends[2];
  char *name = calloc(1, 4096);
  cr_assert(name != NULL && pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    char *own = rx_temporary_name(file);
    _exit(own == NULL || write(ends[1], own, strlen(own)) < 0);
  }
  waitpid(child, NULL, 0);
  cr_assert_gt(read(ends[0], name, 4095), 0);
  close(ends[0]);
  close(ends[1]);
  return name;
}

Test(whole_file, a_temporary_is_hidden_beside_its_file)
{
  char *name = rx_temporary_name("a/b.c/sweep.h5"), pid[32];
  snprintf(pid, sizeof pid, ".%ld.tmp", (long)getpid());
  cr_expect_eq(strncmp(name, "a/b.c/.sweep.h5.", 16), 0, "%s", name);
  cr_expect_str_eq(name + strlen(name) - strlen(pid), pid);
  free(name);
}

Test(whole_file, what_killed_processes_left_goes_and_what_is_alive_or_foreign_stays)
{
  static const char *const OLD[] = { ".a.html.elsewhere.12.tmp", ".a.html.tmp", ".notes.elsewhere.12.tmp" };
  char *results = temporary_of_the_gone("a.h5"), *page = temporary_of_the_gone("a.html"),
       *table = temporary_of_the_gone("a.csv"), *own = rx_temporary_name("b.html");
  touch(results);
  touch(page);
  touch(table);
  touch(own);
  touch(".c.html.elsewhere.12.tmp");
  for (int i = 0; i < 3; i++) {
    touch(OLD[i]);
    utime(OLD[i], &(struct utimbuf){ 0, 0 });
  }
  char path[4096 + 16];
  snprintf(path, sizeof path, "%s/x.html", folder);
  cr_expect_eq(rx_remove_stale_beside(path), 4);
  cr_expect_eq(access(results, F_OK), -1);
  cr_expect_eq(access(page, F_OK), -1);
  cr_expect_eq(access(table, F_OK), -1);
  cr_expect_eq(access(OLD[0], F_OK), -1, "older than a day");
  cr_expect_eq(access(OLD[1], F_OK), 0, "no host, no process");
  cr_expect_eq(access(OLD[2], F_OK), 0, "not one of rexed's");
  cr_expect_eq(access(own, F_OK), 0, "this process lives");
  cr_expect_eq(access(".c.html.elsewhere.12.tmp", F_OK), 0, "it may live elsewhere");
  cr_expect_eq(rx_remove_stale_beside("x.html"), 0);
  cr_expect_eq(rx_remove_stale_temporaries("nowhere"), 0);
  free(results);
  free(page);
  free(table);
  free(own);
}

Test(whole_file, the_folder_of_a_path_is_synced_and_one_that_is_not_there_is_said)
{
  char longest[5000];
  memset(longest, 'x', sizeof longest);
  memcpy(longest + sizeof longest - 3, "/a", 3);
  cr_expect(rx_sync_folder_of("a.h5"));
  cr_expect(rx_sync_folder_of(folder));
  cr_expect(rx_sync_folder_of("/a.h5"));
  cr_expect_not(rx_sync_folder_of("nowhere/a.h5"));
  cr_expect_eq(errno, ENOENT);
  cr_expect_not(rx_sync_folder_of(longest));
  cr_expect_eq(errno, ENAMETOOLONG);
}

Test(whole_file, writing_says_when_it_could_not)
{
  touch("a");
  const int file = open("a", O_RDONLY);
  cr_expect_not(rx_write_all(file, "x", 1));
  cr_expect_eq(errno, EBADF);
  cr_expect(rx_write_all(file, "", 0));
  close(file);
}
