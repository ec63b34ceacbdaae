/* Reads experiments and asks for their parts, for the tests of readers. A suite takes start_problems and end_problems. */
#ifndef RX_TEST_EXPERIMENT_CHECKS_H
#define RX_TEST_EXPERIMENT_CHECKS_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "io/experiment/experiment.h"

static rx_problems *problems;

static inline void start_problems(void)
{
  problems = rx_problems_create();
}

static inline void end_problems(void)
{
  rx_problems_free(problems);
}

/* There are no problems (and none of an earlier test are carried over). */
static inline void is_clean(const char *what)
{
  char *text = rx_problems_text(problems);
  cr_expect_str_eq(text, "", "%s: %s", what, text);
  free(text);
}

static inline rx_experiment *circuit_with(const char *name, const char *set)
{
  rx_experiment *experiment = NULL;
  const char *const sets[] = { set };
  rx_circuit_config_read(name, set != NULL, sets, problems, &experiment, NULL);
  is_clean(name);
  cr_assert_not_null(experiment);
  return experiment;
}

static inline rx_experiment *text_with(const char *text, size_t n_sets, const char *const sets[])
{
  rx_experiment *experiment = NULL;
  rx_experiment_read_text(text, strlen(text), "tests/io/x.yaml", n_sets, sets, problems, &experiment, NULL);
  is_clean(text);
  cr_assert_not_null(experiment);
  return experiment;
}

static inline const rx_entry *entry(const rx_experiment *experiment, const char *path)
{
  const rx_entry *found = rx_registry_find(experiment->registry, path);
  cr_assert(found != NULL, "no %s", path);
  return found;
}

static inline void has(const rx_experiment *experiment, const char *path, double value)
{
  const rx_entry *found = entry(experiment, path);
  cr_expect_eq(found->base, value, "%s is %.17g, not %.17g", path, found->base, value);
  cr_expect_eq(rx_entry_value(found), value, "%s in force is %.17g", path, rx_entry_value(found));
}

static inline const rx_population *population(const rx_experiment *experiment, const char *name)
{
  const int i = rx_circuit_population(experiment->circuit, name);
  cr_assert(i >= 0, "no population %s", name);
  return &experiment->circuit->populations[i];
}

static inline const rx_pathway *pathway(const rx_experiment *experiment, const char *name)
{
  for (int i = 0; i < experiment->circuit->n_pathways; i++)
    if (strcmp(experiment->circuit->pathways[i].name, name) == 0) return &experiment->circuit->pathways[i];
  cr_assert_fail("no pathway %s", name);
  return NULL;
}

static inline const rx_section *section(const rx_population *p, const char *name)
{
  const int s = rx_cell_section(&p->cell, name);
  cr_assert(s >= 0, "no section %s", name);
  return &p->cell.sections[s];
}

static inline const rx_receptor *receptor(const rx_population *p, const char *name)
{
  for (int i = 0; i < p->n_receptors; i++)
    if (strcmp(p->receptors[i].name, name) == 0) return &p->receptors[i];
  return NULL;
}

#endif
