#include "models/circuit/graph.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

void rx_graph_free(rx_graph *graph)
{
  if (graph == NULL) return;
  for (int i = 0; i < graph->n_parts; i++) free(graph->parts[i].pairs);
  free(graph->parts);
  free(graph);
}

/* A graph with a part for each (pathway, from, to), all without pairs. NULL: out of memory. */
static rx_graph *graph_with_parts(const rx_circuit *circuit)
{
  rx_graph *graph = calloc(1, sizeof *graph);
  if (graph == NULL) return NULL;
  size_t n = 0;
  for (int p = 0; p < circuit->n_pathways; p++)
    n += (size_t)circuit->pathways[p].n_from * (size_t)circuit->pathways[p].n_to;
  graph->parts = calloc(n > 0 ? n : 1, sizeof *graph->parts);
  if (graph->parts == NULL) {
    free(graph);
    return NULL;
  }
  for (int p = 0; p < circuit->n_pathways; p++) {
    const rx_pathway *pathway = &circuit->pathways[p];
    for (int i = 0; i < pathway->n_from; i++)
      for (int j = 0; j < pathway->n_to; j++)
        graph->parts[graph->n_parts++] =
            (rx_graph_part){ .pathway = p, .from = pathway->from[i], .to = pathway->to[j] };
  }
  return graph;
}

/* Adds the pairs below the probability, in order of (pre, post). */
static rx_status draw_part(const rx_circuit *circuit, uint64_t seed, uint64_t member, rx_graph_part *part,
                           rx_error *err)
{
  const rx_population *from = &circuit->populations[part->from], *to = &circuit->populations[part->to];
  const double probability = circuit->pathways[part->pathway].probability;
  if (probability <= 0) return RX_OK;
  const uint64_t from_key = rx_name_key(from->name), to_key = rx_name_key(to->name);
  size_t capacity = 0;
  for (int32_t pre = 0; pre < from->n; pre++) {
    for (int32_t post = 0; post < to->n; post++) {
      if (part->from == part->to && pre == post) continue;
      const uint64_t pair = (uint64_t)pre << 32 | (uint64_t)post;
      if (probability < 1 && rx_uniform_at(seed, member, from_key, to_key, RX_STREAM_GRAPH, pair) >= probability)
        continue;
      if (!rx_grow((void **)&part->pairs, &capacity, part->n + 1, sizeof *part->pairs)) return rx_no_memory(err);
      part->pairs[part->n++] = (rx_cell_pair){ pre, post };
    }
  }
  return RX_OK;
}

rx_status rx_graph_draw(const rx_circuit *circuit, uint64_t seed, uint64_t member, rx_graph **graph, rx_error *err)
{
  *graph = NULL;
  rx_graph *drawn = graph_with_parts(circuit);
  if (drawn == NULL) return rx_no_memory(err);
  for (int i = 0; i < drawn->n_parts; i++) {
    const rx_status status = draw_part(circuit, seed, member, &drawn->parts[i], err);
    if (status != RX_OK) {
      rx_graph_free(drawn);
      return status;
    }
  }
  *graph = drawn;
  return RX_OK;
}

static int compare_rows(const void *a, const void *b)
{
  const rx_graph_row *x = a, *y = b;
  if (x->from != y->from) return x->from < y->from ? -1 : 1;
  if (x->to != y->to) return x->to < y->to ? -1 : 1;
  if (x->pre != y->pre) return x->pre < y->pre ? -1 : 1;
  return (x->post > y->post) - (x->post < y->post);
}

static rx_status check_row(const rx_circuit *circuit, const rx_graph *graph, const rx_graph_row *row, rx_error *err)
{
  if (row->from < 0 || row->from >= circuit->n_populations || row->to < 0 || row->to >= circuit->n_populations)
    return rx_fail(err, RX_E_INPUT, "graph: a row names a population that the circuit does not have");
  const rx_population *from = &circuit->populations[row->from], *to = &circuit->populations[row->to];
  bool has_pathway = false;
  for (int i = 0; i < graph->n_parts && !has_pathway; i++)
    has_pathway = graph->parts[i].from == row->from && graph->parts[i].to == row->to;
  if (!has_pathway)
    return rx_fail(err, RX_E_INPUT, "graph: a row connects %s to %s, but no pathway does", from->name, to->name);
  if (row->pre < 0 || row->pre >= from->n)
    return rx_fail(err, RX_E_INPUT, "graph: a row names %s %d, but its indices are 0 … %d", from->name, (int)row->pre,
                   from->n - 1);
  if (row->post < 0 || row->post >= to->n)
    return rx_fail(err, RX_E_INPUT, "graph: a row names %s %d, but its indices are 0 … %d", to->name, (int)row->post,
                   to->n - 1);
  return RX_OK;
}

static rx_status check_rows(const rx_circuit *circuit, const rx_graph *graph, size_t n, const rx_graph_row rows[],
                            rx_error *err)
{
  for (size_t i = 0; i < n; i++) {
    RX_TRY(check_row(circuit, graph, &rows[i], err));
    if (i > 0 && compare_rows(&rows[i - 1], &rows[i]) == 0)
      return rx_fail(err, RX_E_INPUT, "graph: the pair %s %d to %s %d is there twice",
                     circuit->populations[rows[i].from].name, (int)rows[i].pre, circuit->populations[rows[i].to].name,
                     (int)rows[i].post);
  }
  return RX_OK;
}

static rx_status take_rows(rx_graph_part *part, size_t n, const rx_graph_row sorted[], rx_error *err)
{
  size_t capacity = 0;
  for (size_t i = 0; i < n; i++) {
    if (sorted[i].from != part->from || sorted[i].to != part->to) continue;
    if (!rx_grow((void **)&part->pairs, &capacity, part->n + 1, sizeof *part->pairs)) return rx_no_memory(err);
    part->pairs[part->n++] = (rx_cell_pair){ sorted[i].pre, sorted[i].post };
  }
  return RX_OK;
}

rx_status rx_graph_from_rows(const rx_circuit *circuit, size_t n, const rx_graph_row rows[], rx_graph **graph,
                             rx_error *err)
{
  *graph = NULL;
  rx_status status = RX_OK;
  rx_graph *made = graph_with_parts(circuit);
  rx_graph_row *sorted = malloc((n > 0 ? n : 1) * sizeof *sorted);
  if (made == NULL || sorted == NULL) {
    status = rx_no_memory(err);
    goto done;
  }
  for (size_t i = 0; i < n; i++) sorted[i] = rows[i];
  qsort(sorted, n, sizeof *sorted, compare_rows);
  status = check_rows(circuit, made, n, sorted, err);
  for (int i = 0; i < made->n_parts && status == RX_OK; i++) {
    rx_graph_part *part = &made->parts[i];
    /* all-to-all is no chance, so no file has a say in it; seed is not used */
    if (circuit->pathways[part->pathway].probability >= 1)
      status = draw_part(circuit, 0, 0, part, err);
    else
      status = take_rows(part, n, sorted, err);
  }
done:
  free(sorted);
  if (status != RX_OK) {
    rx_graph_free(made);
    return status;
  }
  *graph = made;
  return RX_OK;
}

bool rx_graph_depends_on(const char *path)
{
  static const char LAST[] = "/probability";
  const size_t n = strlen(path), n_last = sizeof LAST - 1;
  return n > n_last && strcmp(path + n - n_last, LAST) == 0;
}
