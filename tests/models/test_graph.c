#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "models/circuit/graph.h"
#include "tests/models/small_circuit.h"

static small_circuit c;
static rx_graph *graph;
static rx_error err;

static void setup(void)
{
  small_circuit_make(&c);
  memset(&err, 0, sizeof err);
  graph = NULL;
}

static void teardown(void)
{
  rx_graph_free(graph);
}

TestSuite(graph, .init = setup, .fini = teardown);

static void draw(uint64_t seed)
{
  rx_graph_free(graph);
  cr_assert_eq(rx_graph_draw(&c.circuit, seed, 0, &graph, &err), RX_OK);
}

static bool same_pairs(const rx_graph_part *a, const rx_graph_part *b)
{
  return a->n == b->n && (a->n == 0 || memcmp(a->pairs, b->pairs, a->n * sizeof *a->pairs) == 0);
}

Test(graph, number_of_pairs_is_binomial)
{
  c.populations[EX].n = 300;
  c.populations[NK1].n = 200;
  c.pathways[EX_NK1].probability = 0.2;
  const double n = 300 * 200, mean = 0.2 * n, sd = sqrt(n * 0.2 * 0.8);
  double sum = 0, squares = 0;
  enum { SEEDS = 20 };
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    draw(seed);
    const double z = ((double)graph->parts[EX_NK1].n - mean) / sd;
    cr_expect(fabs(z) < 4.5, "seed %d: z = %g", (int)seed, z);
    sum += z;
    squares += z * z;
  }
  cr_expect(fabs(sum / sqrt(SEEDS)) < 4);
  cr_expect(squares > 5 && squares < 45, "chi2 of 20: %g", squares);
}

Test(graph, a_seed_gives_the_same_pairs_and_another_seed_others)
{
  rx_graph *again = NULL, *other = NULL;
  draw(7);
  cr_assert_eq(rx_graph_draw(&c.circuit, 7, 0, &again, NULL), RX_OK);
  cr_assert_eq(rx_graph_draw(&c.circuit, 8, 0, &other, NULL), RX_OK);
  for (int i = 0; i < graph->n_parts; i++) cr_expect(same_pairs(&graph->parts[i], &again->parts[i]));
  cr_expect(!same_pairs(&graph->parts[EX_NK1], &other->parts[EX_NK1]));
  rx_graph_free(again);
  rx_graph_free(other);
}

Test(graph, pairs_of_a_pathway_do_not_depend_on_other_pathways_or_populations)
{
  draw(7);
  rx_graph *whole = graph;
  graph = NULL;
  /* the circuit's last pathways alone, one population moved to the end of the list */
  small_circuit other;
  small_circuit_make(&other);
  other.circuit.pathways = &other.pathways[PV_NK1];
  other.circuit.n_pathways = 2;
  rx_population first = other.populations[AB];
  memmove(&other.populations[0], &other.populations[1], 3 * sizeof first);
  other.populations[3] = first;
  for (int p = PV_NK1; p <= EX_NK1; p++) other.ends[p][0]--, other.ends[p][1]--;
  cr_assert_eq(rx_graph_draw(&other.circuit, 7, 0, &graph, &err), RX_OK);
  cr_expect(same_pairs(&graph->parts[0], &whole->parts[PV_NK1]));
  cr_expect(same_pairs(&graph->parts[1], &whole->parts[EX_NK1]));
  rx_graph_free(whole);
}

Test(graph, a_smaller_population_keeps_the_pairs_that_are_left)
{
  draw(7);
  rx_graph *whole = graph;
  graph = NULL;
  c.populations[EX].n = 5;
  draw(7);
  const rx_graph_part *few = &graph->parts[EX_NK1], *all = &whole->parts[EX_NK1];
  cr_assert(few->n > 0 && few->n < all->n);
  cr_expect_eq(memcmp(few->pairs, all->pairs, few->n * sizeof *few->pairs), 0);
  rx_graph_free(whole);
}

Test(graph, probability_1_is_all_pairs_in_order_and_0_none)
{
  c.pathways[EX_NK1].probability = 0;
  draw(7);
  const rx_graph_part *all = &graph->parts[PV_EX];
  cr_assert_eq(all->n, 80);
  for (size_t k = 0; k < all->n; k++)
    cr_expect(all->pairs[k].pre == (int)(k / 8) && all->pairs[k].post == (int)(k % 8));
  cr_expect_eq(graph->parts[EX_NK1].n, 0);
}

Test(graph, no_cell_is_connected_to_itself)
{
  c.ends[PV_EX][1] = PV;
  draw(7);
  cr_expect_eq(graph->parts[PV_EX].n, 90);
  for (size_t k = 0; k < 90; k++) cr_expect_neq(graph->parts[PV_EX].pairs[k].pre, graph->parts[PV_EX].pairs[k].post);
}

Test(graph, rows_of_a_file_give_their_pairs_sorted_and_probability_1_all)
{
  const rx_graph_row rows[] = { { EX, NK1, 5, 2 }, { EX, NK1, 0, 3 }, { AB, PV, 4, 9 } };
  cr_assert_eq(rx_graph_from_rows(&c.circuit, 3, rows, &graph, &err), RX_OK, "%s", err.text);
  cr_expect_eq(graph->parts[PV_EX].n, 80);
  cr_expect_eq(graph->parts[PV_NK1].n, 0);
  cr_expect_eq(graph->parts[AB_PV].n, 1);
  const rx_graph_part *part = &graph->parts[EX_NK1];
  cr_assert_eq(part->n, 2);
  cr_expect(part->pairs[0].pre == 0 && part->pairs[0].post == 3 && part->pairs[1].pre == 5 && part->pairs[1].post == 2);
}

static void refuses(rx_graph_row row, const char *message)
{
  const rx_graph_row rows[] = { { EX, NK1, 1, 1 }, row };
  cr_expect_eq(rx_graph_from_rows(&c.circuit, 2, rows, &graph, &err), RX_E_INPUT);
  cr_expect_str_eq(err.text, message);
  cr_expect_null(graph);
}

Test(graph, bad_rows_are_refused)
{
  refuses((rx_graph_row){ NK1, EX, 0, 0 }, "graph: a row connects NK1 to EX, but no pathway does");
  refuses((rx_graph_row){ EX, NK1, 8, 0 }, "graph: a row names EX 8, but its indices are 0 … 7");
  refuses((rx_graph_row){ EX, NK1, 0, -1 }, "graph: a row names NK1 -1, but its indices are 0 … 3");
  refuses((rx_graph_row){ EX, NK1, 1, 1 }, "graph: the pair EX 1 to NK1 1 is there twice");
}
