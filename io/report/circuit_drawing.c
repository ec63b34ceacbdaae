/* The circuit: populations by lamina, arrows by sign and number of connections; and the same as tables. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/report/circuit_layout.h"
#include "io/report/page/look.h"
#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"
#include "io/report/sections.h"

enum { MOST_LINKED = 400 }; /* populations that answer to the pointer */

/* ---- nodes ---- */

static void draw_shape(rx_page *page, rx_kind kind, double x, double y, double r)
{
  const char *colour = rx_kind_colour(kind);
  switch (kind) {
  case RX_KIND_AFFERENT:
    rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" rx=\"%.1f\" fill=\"#e6f2ee\"",
                x - RX_PILL_WIDTH / 2.0, y - r, RX_PILL_WIDTH, 2 * r, r);
    break;
  case RX_KIND_INHIBITORY:
    rx_page_add(page, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#fbe7d9\"", x - 0.9 * r,
                y - 0.9 * r, 1.8 * r, 1.8 * r);
    break;
  case RX_KIND_PROJECTION:
    rx_page_add(page, "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fz\" fill=\"#d9dce1\" stroke-linejoin=\"round\"", x,
                y - 1.15 * r, x + 1.15 * r, y + 0.85 * r, x - 1.15 * r, y + 0.85 * r);
    break;
  default: rx_page_add(page, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#dcebf6\"", x, y, r);
  }
  rx_page_add(page, " stroke=\"%s\" stroke-width=\"2\"/>", colour);
}

static void draw_node(rx_page *page, const rx_layout *layout, size_t i)
{
  const rx_place *p = &layout->places[i];
  const rx_view_population *population = p->population;
  char count[RX_NUMBER_TEXT];
  rx_count_text(count, population->n);
  rx_page_add(page, "<g class=\"node n%zu\"><title>%s: %s %s%s%s</title>", i, population->name, count,
              population->kind == RX_KIND_AFFERENT ? "fibres" : "cells", *population->identity != '\0' ? ", " : "",
              population->identity);
  draw_shape(page, population->kind, p->x, p->y, p->radius);
  if (population->kind == RX_KIND_AFFERENT) {
    rx_svg_text(page, p->x, p->y - 1, "middle", "strong", population->name);
    rx_page_add(page, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" class=\"soft small\">%s fibres</text>", p->x,
                p->y + 11, count);
  } else {
    rx_svg_text(page, p->x, p->y + p->radius + 12, "middle", "strong halo", population->name);
    rx_page_add(page, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" class=\"%s\">%s</text>", p->x,
                p->y + (population->kind == RX_KIND_PROJECTION ? 6 : 4), p->radius < 13 ? "small" : "", count);
  }
  rx_page_add(page, "</g>\n");
}

/* The axon of a projection neuron leaves the cord. */
static void draw_output(rx_page *page, const rx_layout *layout, const rx_place *p)
{
  if (rx_place_is_deep(layout, p)) {
    const double x = p->x + 0.9 * p->radius, y = p->y + 0.2 * p->radius;
    rx_page_add(page,
                "<path d=\"M%.1f %.1fh15\" stroke=\"#2b2f36\" stroke-width=\"2.4\"/><path d=\"M%.1f %.1fl-8 -5v10z\" "
                "fill=\"#2b2f36\"/>",
                x, y, x + 22, y);
    rx_svg_text(page, x + 26, y + 4, "start", "halo", "to the brain");
    return;
  }
  const double y = p->y - 1.15 * p->radius;
  rx_page_add(page,
              "<path d=\"M%.1f %.1fv-13\" stroke=\"#2b2f36\" stroke-width=\"2.4\"/><path d=\"M%.1f %.1fl-5 8h10z\" "
              "fill=\"#2b2f36\"/>",
              p->x, y, p->x, y - 20);
  rx_svg_text(page, p->x + 9, y - 10, "start", "halo", "to the brain");
}

/* ---- arrows ---- */

/* Distance from a place's middle to its edge in the direction (ux, uy). */
static double edge_of(const rx_place *p, double ux, double uy)
{
  if (p->population->kind != RX_KIND_AFFERENT) return p->radius + 2;
  const double across = fabs(ux) > 1e-9 ? (RX_PILL_WIDTH / 2.0) / fabs(ux) : INFINITY;
  const double along = fabs(uy) > 1e-9 ? p->radius / fabs(uy) : INFINITY;
  return fmin(across, along) + 2;
}

static void draw_end(rx_page *page, int sign, double x, double y, double ux, double uy, double width,
                     const char *colour)
{
  const double r = 3 + 0.9 * width;
  if (sign < 0)
    rx_page_add(page, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>", x - ux * r * 0.8, y - uy * r * 0.8,
                r * 0.8, colour);
  else
    rx_page_add(page, "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fz\" fill=\"%s\"/>", x, y, x - 2.1 * r * ux - r * uy,
                y - 2.1 * r * uy + r * ux, x - 2.1 * r * ux + r * uy, y - 2.1 * r * uy - r * ux,
                sign > 0 ? colour : "#fff");
}

static void draw_arrow(rx_page *page, const rx_layout *layout, const rx_arrow *arrow, uint64_t most)
{
  const rx_place *a = &layout->places[arrow->from], *b = &layout->places[arrow->to];
  const bool is_none = arrow->n_connections == 0;
  const double width = is_none ? 0.8 : 0.8 + 3.4 * sqrt((double)arrow->n_connections / (double)(most > 0 ? most : 1));
  const char *colour = is_none                                   ? "#9aa3ad"
                       : arrow->sign < 0                         ? "#c24e00"
                       : a->population->kind == RX_KIND_AFFERENT ? "#00795a"
                                                                 : "#0072b2";
  rx_page_add(page, "<g class=\"edge n%zu n%zu\" opacity=\"0.85\"><title>%s to %s: %s connections%s%s</title>",
              arrow->from, arrow->to, a->population->name, b->population->name, RX_COUNT((size_t)arrow->n_connections),
              arrow->receptors != NULL && *arrow->receptors != '\0' ? ", " : "", arrow->receptors);
  double x0, y0, x1, y1, cx, cy;
  const double dx = b->x - a->x, dy = b->y - a->y, length = hypot(dx, dy);
  if (length < 1) { /* onto itself */
    x0 = a->x + 0.7 * a->radius, y0 = a->y - 0.8 * a->radius, x1 = a->x + a->radius + 2, y1 = a->y;
    cx = a->x + 2.6 * a->radius, cy = a->y - 2.2 * a->radius;
  } else {
    /* a slight bend to one side parts the two directions */
    const double bend = fmin(0.10 * length, 34);
    cx = 0.5 * (a->x + b->x) - bend * dy / length, cy = 0.5 * (a->y + b->y) + bend * dx / length;
    const double from = hypot(cx - a->x, cy - a->y), to = hypot(b->x - cx, b->y - cy);
    const double fx = (cx - a->x) / from, fy = (cy - a->y) / from, tx = (b->x - cx) / to, ty = (b->y - cy) / to;
    x0 = a->x + fx * edge_of(a, fx, fy), y0 = a->y + fy * edge_of(a, fx, fy);
    x1 = b->x - tx * edge_of(b, tx, ty), y1 = b->y - ty * edge_of(b, tx, ty);
  }
  const double end = hypot(x1 - cx, y1 - cy), ux = end > 0 ? (x1 - cx) / end : 0, uy = end > 0 ? (y1 - cy) / end : 0;
  const double head = 2 * (3 + 0.9 * width) * 0.8; /* the line ends within the head */
  rx_page_add(page,
              "<path d=\"M%.1f %.1fQ%.1f %.1f %.1f %.1f\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" "
              "stroke-dasharray=\"%s\"/>",
              x0, y0, cx, cy, x1 - ux * head, y1 - uy * head, colour, width,
              is_none || arrow->sign == 0 ? "1.5 4"
              : arrow->sign < 0           ? "7 3.5"
                                          : "none");
  draw_end(page, arrow->sign, x1, y1, ux, uy, is_none ? 0 : width, colour);
  rx_page_add(page, "</g>\n");
}

/* ---- the picture ---- */

static void draw_legend(rx_page *page, const rx_layout *layout)
{
  static const struct {
    rx_kind kind;
    const char *text;
  } SHAPES[] = { { RX_KIND_AFFERENT, "afferent fibres" },
                 { RX_KIND_EXCITATORY, "excitatory" },
                 { RX_KIND_INHIBITORY, "inhibitory" },
                 { RX_KIND_PROJECTION, "projection" } };
  double x = layout->n_bands > 0 ? 66 : 16;
  const double y = layout->height + 22;
  bool has_none = false;
  for (size_t i = 0; i < layout->n_arrows; i++) has_none = has_none || layout->arrows[i].n_connections == 0;
  for (size_t i = 0; i < 4; i++) {
    const bool is_pill = SHAPES[i].kind == RX_KIND_AFFERENT;
    if (is_pill)
      rx_page_add(page,
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"26\" height=\"14\" rx=\"7\" fill=\"#e6f2ee\" stroke=\"#00795a\" "
                  "stroke-width=\"2\"/>",
                  x, y - 10);
    else
      draw_shape(page, SHAPES[i].kind, x + 8, y - 3, 8);
    rx_svg_text(page, x + (is_pill ? 33 : 22), y + 1, "start", "", SHAPES[i].text);
    x += is_pill ? 138 : 106;
  }
  rx_page_add(page, "<path d=\"M%.1f %.1fh32\" stroke=\"#0072b2\" stroke-width=\"2\"/>", x, y - 3);
  draw_end(page, 1, x + 40, y - 3, 1, 0, 2, "#0072b2");
  rx_svg_text(page, x + 47, y + 1, "start", "", "excites");
  rx_page_add(page, "<path d=\"M%.1f %.1fh32\" stroke=\"#c24e00\" stroke-width=\"2\" stroke-dasharray=\"7 3.5\"/>",
              x + 108, y - 3);
  draw_end(page, -1, x + 146, y - 3, 1, 0, 2, "#c24e00");
  rx_svg_text(page, x + 153, y + 1, "start", "", "inhibits");
  rx_svg_text(page, x + 216, y + 1, "start", "soft",
              has_none ? "width: connections; size: cells; dotted: no connections here"
                       : "width: number of connections; size: number of cells");
}

/* Over a population with the pointer its arrows stay, the others fade. */
static void write_pointer_rules(rx_page *page, const rx_layout *layout)
{
  rx_page_add(page, "<style>.edge,.node{transition:opacity .15s}");
  for (size_t i = 0; i < layout->n_places && i < MOST_LINKED; i++)
    rx_page_add(page, ".circuit:has(.node.n%zu:hover) .edge:not(.n%zu){opacity:.07}", i, i);
  rx_page_add(page, "</style>\n");
}

static void draw(rx_page *page, const rx_layout *layout)
{
  uint64_t most = 0;
  for (size_t i = 0; i < layout->n_arrows; i++)
    if (layout->arrows[i].n_connections > most) most = layout->arrows[i].n_connections;
  rx_page_add(page, "<figure class=\"circuit\" id=\"circuit-drawing\">\n");
  write_pointer_rules(page, layout);
  rx_svg_open(page, layout->width, layout->height + 42, "The circuit",
              "Populations placed by lamina, dorsal at the top, afferent fibres at the left of each module; solid "
              "arrows excite, dashed lines "
              "with a round end inhibit. The tables below list every population and pathway.");
  for (size_t i = 0; i < layout->n_bands; i++) {
    const rx_band *band = &layout->bands[i];
    if (i % 2 == 0)
      rx_page_add(page, "<rect x=\"0\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#f5f7f9\"/>", band->top,
                  layout->width, band->height);
    rx_svg_text(page, 50, band->top + band->height / 2 + 4, "end", "soft strong", band->name);
  }
  if (layout->n_bands > 0) rx_svg_text(page, 50, 38, "end", "soft", "lamina");
  for (size_t i = 0; i < layout->n_boxes; i++) {
    const rx_box *box = &layout->boxes[i];
    rx_page_add(page,
                "<rect x=\"%.1f\" y=\"22\" width=\"%.1f\" height=\"%.1f\" rx=\"8\" fill=\"none\" stroke=\"#9aa3ad\"/>",
                box->left, box->width, layout->height - 26);
    if (*box->name != '\0')
      rx_page_add(page, "<text x=\"%.1f\" y=\"15\" class=\"large strong\">module %s</text>\n", box->left + 4,
                  box->name);
  }
  for (size_t i = 0; i < layout->n_arrows; i++) draw_arrow(page, layout, &layout->arrows[i], most);
  for (size_t i = 0; i < layout->n_places; i++) {
    if (layout->places[i].population->kind == RX_KIND_PROJECTION) draw_output(page, layout, &layout->places[i]);
    draw_node(page, layout, i);
  }
  draw_legend(page, layout);
  rx_svg_close(page);
  rx_page_add(page, "<figcaption>The circuit without modifiers. Populations stand at the lamina that their name stands "
                    "for; the model itself has no "
                    "space. On a screen, point at a population to see its own connections.</figcaption>\n</figure>\n");
}

static void draw_circuit(rx_page *page, const rx_view *view)
{
  rx_layout layout;
  if (rx_layout_make(view, &layout, NULL) != RX_OK) {
    page->is_out_of_memory = true;
    return;
  }
  draw(page, &layout);
}

/* ---- the tables ---- */

static void population_table(rx_page *page, const rx_view *view)
{
  rx_page_add(page, view->n_populations == 1 ? "<details open=\"open\">" : "<details>");
  rx_page_add(page, "<summary>Populations (%zu)</summary>\n", view->n_populations);
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">Population</th><th scope=\"col\" class=\"n\">n</th><th "
                    "scope=\"col\">Kind</th><th scope=\"col\">Lamina</th>"
                    "<th scope=\"col\">Identity</th><th scope=\"col\">Transmitter</th><th "
                    "scope=\"col\">Module</th><th scope=\"col\">Cell</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < view->n_populations; i++) {
    const rx_view_population *p = &view->populations[i];
    const char *cell = "";
    for (size_t k = 0; k < view->results->n_populations; k++)
      if (strcmp(view->results->populations[k].name, p->name) == 0 && view->results->populations[k].n_cells > 0)
        cell = view->results->populations[k].cells[0].cell_type;
    rx_page_add(page,
                "<tr><th scope=\"row\">%s</th><td "
                "class=\"n\">%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
                p->name, RX_COUNT(p->n), *p->class_name != '\0' ? p->class_name : rx_kind_title(p->kind), p->lamina,
                p->identity, p->transmitter, p->module, cell != NULL ? cell : "");
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "</details>\n");
}

static void pathway_table(rx_page *page, const rx_results *s)
{
  if (s->n_pathways == 0) return;
  rx_page_add(page, "<details><summary>Pathways (%zu)</summary>\n", s->n_pathways);
  rx_page_table(page, NULL);
  rx_page_add(page, "<thead><tr><th scope=\"col\">From</th><th scope=\"col\">To</th><th scope=\"col\">Effect</th><th "
                    "scope=\"col\">Receptors</th>"
                    "<th scope=\"col\" class=\"n\">Connections</th></tr></thead>\n<tbody>\n");
  for (size_t i = 0; i < s->n_pathways; i++) {
    const rx_result_pathway *p = &s->pathways[i];
    rx_page_add(page, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td class=\"n\">%s</td></tr>\n", p->from, p->to,
                p->sign > 0   ? "excites"
                : p->sign < 0 ? "inhibits"
                              : "modulates",
                p->receptors, RX_COUNT((size_t)p->n_connections));
  }
  rx_page_add(page, "</tbody>\n");
  rx_page_table_end(page);
  rx_page_add(page, "</details>\n");
}

void rx_report_circuit(rx_page *page, const rx_view *view)
{
  if (view->n_populations == 0) return;
  rx_page_section(page, "circuit", view->n_populations == 1 ? "The cells" : "The circuit");
  if (view->n_populations > 1 || view->results->n_pathways > 0) draw_circuit(page, view);
  population_table(page, view);
  pathway_table(page, view->results);
}
