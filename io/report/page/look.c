#include "io/report/page/look.h"

#include "io/report/page/numbers.h"
#include "io/report/page/svg.h"

/* Patterns in order: full, rising hatch, dots, falling hatch, crossed, horizontal, vertical, empty. */
static const rx_look LOOKS[] = {
  { "#2b2f36", "", 'o', 0 },        { "#0072b2", "7 3", 's', 1 },         { "#d55e00", "2 2.5", 't', 2 },
  { "#009e73", "9 3 2 3", 'd', 3 }, { "#b0578d", "4 2", 'O', 4 },         { "#c98500", "12 3", 'x', 5 },
  { "#3a93c8", "1.5 3.5", 'o', 6 }, { "#6b7683", "6 2 1 2 1 2", 's', 7 },
};
enum { N_LOOKS = sizeof LOOKS / sizeof *LOOKS };

static const struct {
  const char *colour, *title;
} KINDS[RX_N_KINDS] = {
  [RX_KIND_PROJECTION] = { "#2b2f36", "Projection neurons" },
  [RX_KIND_EXCITATORY] = { "#0072b2", "Excitatory interneurons" },
  [RX_KIND_INHIBITORY] = { "#c24e00", "Inhibitory interneurons" },
  [RX_KIND_CELLS] = { "#55606e", "Cells" },
  [RX_KIND_AFFERENT] = { "#00795a", "Afferent fibres" },
};

rx_look rx_look_at(size_t place)
{
  return place == 0 ? LOOKS[0] : LOOKS[1 + (place - 1) % (N_LOOKS - 1)];
}

rx_look rx_look_of(const rx_view *view, size_t condition)
{
  if (condition == view->reference) return rx_look_at(0);
  return rx_look_at(condition < view->reference ? condition + 1 : condition);
}

const char *rx_kind_colour(rx_kind kind)
{
  return KINDS[kind].colour;
}

const char *rx_kind_title(rx_kind kind)
{
  return KINDS[kind].title;
}

void rx_look_patterns(rx_page *page)
{
  static const char *const DRAWN[N_LOOKS] = {
    "",
    "<path d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\"/>",
    "<path d=\"M2 2h.01M6 6h.01\" stroke-width=\"2.6\" stroke-linecap=\"round\"/>",
    "<path d=\"M-2 6l4 4M0 0l8 8M6-2l4 4\"/>",
    "<path d=\"M0 8l8-8M0 0l8 8\" stroke-width=\"1.3\"/>",
    "<path d=\"M0 2h8M0 6h8\"/>",
    "<path d=\"M2 0v8M6 0v8\"/>",
    "",
  };
  rx_page_add(page, "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>\n");
  for (unsigned i = 0; i < N_LOOKS; i++) {
    const rx_look look = LOOKS[i];
    rx_page_add(page, "<pattern id=\"fill%u\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">", look.pattern);
    rx_page_add(page, "<rect width=\"8\" height=\"8\" fill=\"%s\"/>", i == 0 ? look.colour : "#fff");
    if (i > 0)
      rx_page_add(
          page,
          "<rect width=\"8\" height=\"8\" fill=\"%s\" fill-opacity=\"0.28\"/><g stroke=\"%s\" stroke-width=\"1.7\">",
          look.colour, look.colour);
    if (i > 0) {
      rx_page_markup(page, DRAWN[i]);
      rx_page_add(page, "</g>");
    }
    rx_page_add(page, "</pattern>\n");
  }
  rx_page_add(page, "</defs></svg>\n");
}

static void legend_item(rx_page *page, bool as_line, const rx_legend_entry *entry)
{
  const rx_look look = entry->look;
  rx_page_add(page, "<li><svg width=\"38\" height=\"16\" viewBox=\"0 0 38 16\" aria-hidden=\"true\">");
  if (as_line) {
    rx_page_add(page, "<path d=\"M1 8H37\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.2\" stroke-dasharray=\"%s\"/>",
                look.colour, *look.dash != '\0' ? look.dash : "none");
    rx_svg_marker(page, 19, 8, 3.6, &look);
  } else {
    rx_page_add(page, "<rect x=\"1\" y=\"1\" width=\"36\" height=\"14\" fill=\"url(#fill%u)\" stroke=\"%s\"/>",
                look.pattern, look.colour);
  }
  rx_page_add(page, "</svg>%s%s</li>\n", RX_WORDS(entry->label), entry->note != NULL ? entry->note : "");
}

void rx_legend(rx_page *page, bool as_lines, size_t n, const rx_legend_entry entries[])
{
  rx_page_add(page, "<ul class=\"legend\" aria-label=\"Legend\">\n");
  for (size_t i = 0; i < n; i++) legend_item(page, as_lines, &entries[i]);
  rx_page_add(page, "</ul>\n");
}

void rx_look_legend(rx_page *page, const rx_view *view, bool as_lines, size_t n_conditions)
{
  rx_page_add(page, "<ul class=\"legend\" aria-label=\"Legend\">\n");
  for (size_t k = 0; k < n_conditions; k++) {
    const size_t c = rx_view_drawn(view, k);
    const bool is_reference = c == view->reference && view->results->n_conditions > 1;
    legend_item(page, as_lines,
                &(rx_legend_entry){ rx_look_of(view, c), view->results->conditions[c].name,
                                    is_reference ? " (reference)" : NULL });
  }
  rx_page_add(page, "</ul>\n");
}
