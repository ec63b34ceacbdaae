#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/circuit/modifier.h"
#include "models/motor/motor.h"
#include "tests/models/small_circuit.h"

static small_circuit c;
static rx_registry *registry;
static rx_modified_rows rows;
static rx_error err;

/* Adds one row of a table as an entry; base NaN stands for the value now in the struct. */
static void add(const char *path, const rx_param table[], const char *name, void *base)
{
  const rx_param *row = table;
  while (row->name != NULL && strcmp(row->name, name) != 0) row++;
  cr_assert_not_null(row->name);
  void *value = (char *)base + row->offset;
  const double now = row->type == RX_INT ? *(int *)value : *(double *)value;
  const rx_entry entry = { .path = path, .param = row, .base = now, .value = value };
  cr_assert_eq(rx_registry_add(registry, &entry, NULL), RX_OK);
}

static void setup(void)
{
  small_circuit_make(&c);
  registry = rx_registry_create();
  memset(&rows, 0, sizeof rows);
  memset(&err, 0, sizeof err);
  c.populations[PV].release_gaba = 0.83;
  c.populations[EX].release_gaba = 0.91;
  for (int p = PV; p <= EX; p++) {
    static const char *const NAMES[] = { "n", "survival", "release_gaba" };
    for (int i = 0; i < 3; i++) {
      char path[128];
      snprintf(path, sizeof path, "circuit/populations/%s/%s", c.populations[p].name, NAMES[i]);
      add(path, RX_POPULATION_PARAMS, NAMES[i], &c.populations[p]);
    }
  }
  add("circuit/populations/PV/dend/length", RX_SECTION_PARAMS, "length", &c.cells[PV].sections[DEND]);
  add("circuit/populations/EX/receptors/GABA_A/reversal", RX_RECEPTOR_PARAMS, "reversal", &c.receptors[EX][1]);
  add("circuit/populations/EX/receptors/GABA_A/chloride_inside", RX_RECEPTOR_PARAMS, "chloride_inside",
      &c.receptors[EX][1]);
  add("circuit/pathways/PV-EX/release", RX_PATHWAY_PARAMS, "release", &c.pathways[PV_EX]);
  add("circuit/sprouting", RX_CIRCUIT_PARAMS, "sprouting", &c.circuit);
}

static void teardown(void)
{
  free(rows.items);
  rx_registry_free(registry);
}

TestSuite(modifier, .init = setup, .fini = teardown);

static rx_modifier modifier(const char *source, const char *path, rx_operation operation, double value)
{
  return (rx_modifier){ .source = source, .path = path, .operation = operation, .value = value };
}

static void apply(size_t n, const rx_modifier modifiers[])
{
  cr_assert_eq(rx_modifiers_apply(registry, &c.circuit, n, modifiers, &rows, &err), RX_OK, "%s", err.text);
}

Test(modifier, value_is_base_times_scales_plus_adds_and_shifts)
{
  const rx_modifier modifiers[] = {
    modifier("drug", "circuit/populations/EX/receptors/GABA_A/reversal", RX_SHIFT, 7.5),
    modifier("injury", "circuit/populations/EX/receptors/GABA_A/reversal", RX_SCALE, 0.9),
    modifier("tone", "circuit/populations/EX/receptors/GABA_A/reversal", RX_ADD, 1.25)
  };
  apply(3, modifiers);
  cr_expect_eq(c.receptors[EX][1].reversal, -70 * 0.9 + (7.5 + 1.25));
  cr_assert_eq(rows.n, 3);
  cr_expect_str_eq(rows.items[0].source, "drug");
  cr_expect_str_eq(rows.items[1].path, "circuit/populations/EX/receptors/GABA_A/reversal");
  cr_expect(rows.items[1].operation == RX_SCALE && rows.items[1].value == 0.9 && rows.items[1].base == -70);
  cr_expect_eq(rows.items[2].result, c.receptors[EX][1].reversal);
}

Test(modifier, order_does_not_matter_to_the_last_bit)
{
  enum { N = 6 };
  const char *path = "circuit/populations/PV/release_gaba", *group = "circuit/populations/inhibitory/release_gaba";
  rx_modifier m[N] = { modifier("b", path, RX_SCALE, 0.77), modifier("a", group, RX_SCALE, 1.13),
                       modifier("c", path, RX_SCALE, 0.31), modifier("a", path, RX_ADD, 0.1),
                       modifier("b", path, RX_ADD, 0.2),    modifier("a", path, RX_SCALE, 1.0 / 3) };
  apply(N, m);
  const double first = c.populations[PV].release_gaba;
  bool has_differed = false; /* the test has teeth: in the order given, products differ in the last bit */
  for (int turn = 0; turn < 720; turn++) {
    /* next permutation by turning prefixes */
    const int k = 2 + turn % (N - 1);
    const rx_modifier kept = m[0];
    memmove(&m[0], &m[1], (size_t)(k - 1) * sizeof kept);
    m[k - 1] = kept;
    double naive = 0.83, sum = 0;
    for (int i = 0; i < N; i++) {
      if (m[i].operation == RX_SCALE)
        naive *= m[i].value;
      else
        sum += m[i].value;
    }
    has_differed = has_differed || naive + sum != first;
    apply(N, m);
    cr_assert_eq(c.populations[PV].release_gaba, first);
  }
  cr_expect(has_differed);
}

Test(modifier, found_beforehand_does_the_same)
{
  static const char *const PATHS[] = { "circuit/populations/inhibitory/release_gaba",
                                       "circuit/populations/EX/receptors/*/reversal",
                                       "circuit/populations/*/*/*/reversal", "circuit/sprouting" };
  rx_arena *arena = rx_arena_create();
  for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
    rx_modifier m = modifier("a", PATHS[i], RX_SCALE, 0.77);
    apply(1, &m);
    const size_t n = rows.n;
    rows.n = 0;
    cr_assert_eq(rx_modifier_find(registry, &c.circuit, m.path, arena, &m.n_entries, &m.entries, &err), RX_OK);
    cr_expect_geq(m.n_entries, 1);
    m.path = "the path is not looked at";
    apply(1, &m);
    cr_expect_eq(rows.n, n);
    for (size_t k = 0; k < rows.n; k++) {
      cr_expect(rx_modifier_matches(&c.circuit, PATHS[i], rows.items[k].path));
      cr_expect_eq(rows.items[k].result, rows.items[k].base * 0.77);
    }
    rows.n = 0;
  }
  rx_modifier none = modifier("a", "circuit/populations/NOBODY/release_gaba", RX_SCALE, 1);
  cr_assert_eq(rx_modifier_find(registry, &c.circuit, none.path, arena, &none.n_entries, &none.entries, &err), RX_OK);
  cr_expect_eq(none.n_entries, 0);
  cr_expect_eq(rx_modifiers_apply(registry, &c.circuit, 1, &none, &rows, &err), RX_E_INPUT, "applying says it");
  rx_arena_free(arena);
}

Test(modifier, neutral_modifiers_change_no_bit)
{
  const rx_modifier modifiers[] = { modifier("none", "circuit/populations/*/release_gaba", RX_SCALE, 1),
                                    modifier("none", "circuit/populations/*/release_gaba", RX_ADD, 0),
                                    modifier("none", "circuit/populations/PV/release_gaba", RX_SHIFT, 0) };
  apply(3, modifiers);
  cr_expect_eq(c.populations[PV].release_gaba, 0.83);
  cr_expect_eq(c.populations[EX].release_gaba, 0.91);
  cr_expect_eq(rows.n, 5);
}

Test(modifier, nothing_applied_puts_all_values_back)
{
  const rx_modifier sprouts = modifier("injury", "circuit/sprouting", RX_ADD, 3);
  apply(1, &sprouts);
  cr_expect_eq(c.circuit.sprouting, 3);
  apply(0, NULL);
  cr_expect_eq(c.circuit.sprouting, 0);
}

Test(modifier, a_group_stands_for_its_populations)
{
  const rx_modifier m = modifier("injury", "circuit/populations/inhibitory/survival", RX_SCALE, 0.5);
  apply(1, &m);
  cr_expect_eq(c.populations[PV].survival, 0.5);
  cr_expect_eq(c.populations[EX].survival, 1);
}

Test(modifier, patterns_match_part_by_part)
{
  static const char *const PATH = "circuit/populations/PV/survival";
  cr_expect(rx_modifier_matches(&c.circuit, PATH, PATH));
  cr_expect(rx_modifier_matches(&c.circuit, "circuit/populations/*/survival", PATH));
  cr_expect(rx_modifier_matches(&c.circuit, "circuit/*/inhibitory/survival", PATH));
  cr_expect(
      !rx_modifier_matches(&c.circuit, "circuit/populations/inhibitory/survival", "circuit/populations/EX/survival"));
  cr_expect(!rx_modifier_matches(&c.circuit, "circuit/populations/*", PATH));
  cr_expect(!rx_modifier_matches(&c.circuit, "circuit/populations/PV/survival/x", PATH));
  cr_expect(!rx_modifier_matches(&c.circuit, "circuit/populations/P/survival", PATH));
  cr_expect(!rx_modifier_matches(&c.circuit, "", PATH));
  cr_expect(!rx_modifier_matches(NULL, "circuit/populations/inhibitory/survival", PATH));
}

Test(modifier, two_stars_stand_for_any_number_of_parts)
{
  static const char *const FIBRE = "circuit/nerve/fibres/C/cell/soma/channels/nav17/gbar";
  static const char *const CELL = "circuit/populations/nx/soma/channels/nav17/gbar";
  cr_expect(rx_modifier_matches(NULL, "circuit/**/nav17/gbar", FIBRE));
  cr_expect(rx_modifier_matches(NULL, "circuit/**/nav17/gbar", CELL));
  cr_expect(rx_modifier_matches(NULL, "circuit/**/soma/**/gbar", CELL));
  cr_expect(rx_modifier_matches(NULL, "circuit/nerve/**/channels/*/gbar", FIBRE));
  cr_expect(rx_modifier_matches(NULL, "circuit/populations/**/nx/soma/channels/nav17/gbar", CELL), "none as well");
  cr_expect(rx_modifier_matches(&c.circuit, "circuit/**/inhibitory/survival", "circuit/populations/PV/survival"));
  cr_expect(!rx_modifier_matches(&c.circuit, "circuit/**/inhibitory/survival", "circuit/populations/EX/survival"));
  cr_expect(!rx_modifier_matches(NULL, "circuit/nerve/**/nav17/gbar", CELL));
  cr_expect(!rx_modifier_matches(NULL, "circuit/**/nav18/gbar", FIBRE));
  cr_expect(!rx_modifier_matches(NULL, "circuit/**/nav17", FIBRE), "the end counts");
  cr_expect(!rx_modifier_matches(NULL, "circuit/**", CELL), "something follows");
}

static void refuses(rx_modifier m, const char *message)
{
  rx_modifier good = modifier("injury", "circuit/populations/PV/survival", RX_SCALE, 0.5);
  const rx_modifier both[] = { good, m };
  cr_expect_eq(rx_modifiers_apply(registry, &c.circuit, 2, both, &rows, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, message);
  cr_expect_eq(c.populations[PV].survival, 1, "nothing half applied");
}

Test(modifier, an_unknown_path_names_the_nearest)
{
  refuses(modifier("drug", "circuit/populations/PV/releese_gaba", RX_SCALE, 1),
          "drug: no parameter has the path circuit/populations/PV/releese_gaba; the nearest is "
          "circuit/populations/PV/release_gaba");
  refuses(modifier("drug", "circuit/populations/inhibitry/survival", RX_SCALE, 1),
          "drug: no parameter has the path circuit/populations/inhibitry/survival; the nearest is "
          "circuit/populations/inhibitory/survival");
  refuses(
      modifier("drug", "circuit/populations/*/survivel", RX_SCALE, 1),
      "drug: no parameter has the path circuit/populations/*/survivel; the nearest is circuit/populations/*/survival");
  refuses(modifier("drug", "muscle/force", RX_SCALE, 1), "drug: no parameter has the path muscle/force");
}

Test(modifier, a_value_out_of_range_names_all_who_modified_it_and_where_they_were_read)
{
  rx_modifier m = modifier("drug", "circuit/populations/PV/survival", RX_SCALE, 5);
  m.file = "injury.yaml";
  m.line = 12;
  m.column = 3;
  refuses(
      m,
      "injury.yaml:12:3: drug (scale 5) and injury (scale 0.5): circuit/populations/PV/survival: 2.5 is outside 0 … 1");
}

Test(modifier, a_switch_is_set_and_goes_back)
{
  static const char PATH[] = "circuit/motor/PV/noise";
  rx_motor_pool pool = { .noise = 0 };
  add(PATH, RX_MOTOR_PARAMS, "noise", &pool);
  const rx_modifier on[] = { modifier("a", PATH, RX_SET, 1), modifier("b", PATH, RX_SET, 1) };
  apply(2, on);
  cr_expect_eq(pool.noise, 1);
  cr_assert_eq(rows.n, 2);
  cr_expect(rows.items[0].operation == RX_SET && rows.items[0].base == 0 && rows.items[0].result == 1);
  apply(0, NULL);
  cr_expect_eq(pool.noise, 0);
  const rx_modifier torn[] = { on[0], modifier("b", PATH, RX_SET, 0) };
  cr_expect_eq(rx_modifiers_apply(registry, &c.circuit, 2, torn, NULL, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "a (set 1) and b (set 0): circuit/motor/PV/noise is set to different values");
  err = (rx_error){ 0 };
  const rx_modifier two = modifier("a", PATH, RX_SET, 2), added = modifier("a", PATH, RX_ADD, 1),
                    number = modifier("a", "circuit/sprouting", RX_SET, 1);
  cr_expect_eq(rx_modifiers_apply(registry, &c.circuit, 1, &two, NULL, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "a (set 2): circuit/motor/PV/noise: 2 is outside 0 … 1");
  err = (rx_error){ 0 };
  cr_expect_eq(rx_modifiers_apply(registry, &c.circuit, 1, &added, NULL, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "a: circuit/motor/PV/noise is a switch: it takes set: 0 or set: 1");
  err = (rx_error){ 0 };
  cr_expect_eq(rx_modifiers_apply(registry, &c.circuit, 1, &number, NULL, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, "a: circuit/sprouting is no switch: take scale, add or shift");
  cr_expect_eq(pool.noise, 0);
}

Test(modifier, refuses_what_can_not_be_modified)
{
  refuses(modifier("injury", "circuit/populations/PV/n", RX_SCALE, 0.5),
          "injury: circuit/populations/PV/n is a count and can't be modified");
  refuses(modifier("injury", "circuit/populations/EX/receptors/GABA_A/chloride_inside", RX_ADD, 5),
          "injury: circuit/populations/EX/receptors/GABA_A/chloride_inside is not given, so it can't be modified");
  refuses(modifier("injury", "circuit/sprouting", RX_ADD, INFINITY),
          "injury: circuit/sprouting: inf is not a finite number");
}

Test(modifier, operations_have_the_names_of_configs)
{
  cr_expect_str_eq(rx_operation_name(RX_SCALE), "scale");
  cr_expect_str_eq(rx_operation_name(RX_ADD), "add");
  cr_expect_str_eq(rx_operation_name(RX_SHIFT), "shift");
  cr_expect_str_eq(rx_operation_name(RX_SET), "set");
}
