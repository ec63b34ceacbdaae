/* Placing populations: y is given by the lamina, x is searched so that arrows cross and touch little. */
#include "io/report/circuit_layout.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 1090, LABELS = 58, TOP = 46, MOST_WORK = 150000000, N_BANDS = 6, MIDDLE_LAMINA = 2 };

static const struct {
  const char *name;
  double full, empty; /* height with and without a population */
} BANDS[N_BANDS] = {
  { "I", 104, 60 },   { "II outer", 108, 70 }, { "II inner", 108, 70 },
  { "III", 120, 70 }, { "IV", 100, 34 },       { "V", 110, 40 },
};

/* ---- laminae ---- */

/* One name of a lamina at *s, as first and last band; false where there is none. Moves *s behind it. */
static bool one_lamina(const char **s, double *low, double *high)
{
  static const struct {
    const char *name;
    double low, high;
  } NAMES[] = { { "III", 3, 4 }, { "IIo", 1, 2 }, { "IIi", 2, 3 }, { "II", 1, 3 },
                { "IV", 4, 5 },  { "I", 0, 1 },   { "V", 5, 6 } };
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
    if (strncmp(*s, NAMES[i].name, strlen(NAMES[i].name)) == 0) {
      *low = NAMES[i].low;
      *high = NAMES[i].high;
      *s += strlen(NAMES[i].name);
      return true;
    }
  return false;
}

/* The middle of "IIi-III", in bands from the top; NaN where the text names no lamina. */
static double lamina_depth(const char *text)
{
  double low = INFINITY, high = -INFINITY, a, b;
  for (const char *s = text; *s != '\0';) {
    if (!one_lamina(&s, &a, &b)) {
      s++;
      continue;
    }
    low = fmin(low, a);
    high = fmax(high, b);
  }
  return low < high ? 0.5 * (low + high) : NAN;
}

static double depth_to_y(const rx_layout *layout, double depth)
{
  const size_t band = depth >= N_BANDS ? N_BANDS - 1 : (size_t)depth;
  return layout->bands[band].top + layout->bands[band].height * (depth - (double)band);
}

static void make_bands(const rx_view *view, rx_layout *layout)
{
  bool is_used[N_BANDS] = { false }, is_any = false;
  for (size_t i = 0; i < view->n_populations; i++) {
    const double depth = lamina_depth(view->populations[i].lamina);
    if (isnan(depth) || view->populations[i].kind == RX_KIND_AFFERENT) continue;
    is_used[(size_t)fmin(depth, N_BANDS - 1)] = is_any = true;
  }
  double y = TOP;
  for (size_t i = 0; i < N_BANDS; i++) {
    layout->bands[i] = (rx_band){ BANDS[i].name, y, is_used[i] || !is_any ? BANDS[i].full : BANDS[i].empty };
    if (!is_any) layout->bands[i].height = 70;
    y += layout->bands[i].height;
  }
  layout->n_bands = is_any ? N_BANDS : 0;
  layout->height = y + 14;
}

/* ---- what is drawn ---- */

static bool is_box(const rx_layout *layout, const char *module, size_t *found)
{
  for (*found = 0; *found < layout->n_boxes; ++*found)
    if (strcmp(layout->boxes[*found].name, module) == 0) return true;
  return false;
}

static void make_boxes(const rx_view *view, rx_layout *layout)
{
  double share[256] = { 0 }, sum = 0;
  for (size_t i = 0; i < view->n_populations; i++) {
    size_t box;
    if (!is_box(layout, view->populations[i].module, &box)) {
      if (layout->n_boxes == sizeof share / sizeof *share)
        box = layout->n_boxes - 1;
      else
        layout->boxes[layout->n_boxes++].name = view->populations[i].module;
    }
    share[box] += view->populations[i].kind != RX_KIND_AFFERENT;
  }
  for (size_t i = 0; i < layout->n_boxes; i++) sum += share[i] = sqrt(share[i] + 1);
  double left = layout->n_bands > 0 ? LABELS : 8;
  const double all = WIDTH - left - 8 - 14 * (double)(layout->n_boxes - 1);
  for (size_t i = 0; i < layout->n_boxes; i++) {
    layout->boxes[i].left = left;
    layout->boxes[i].width = all * share[i] / sum;
    left += layout->boxes[i].width + 14;
  }
}

/* C and Aδ fibres end dorsally, Aβ ventrally. */
static int afferent_rank(const rx_view_population *p)
{
  const bool is_C = strcmp(p->class_name, "C") == 0 || p->name[0] == 'C' || strstr(p->name, "_C") != NULL;
  const bool is_surround = strstr(p->class_name, "surround") != NULL || strstr(p->identity, "surround") != NULL;
  const bool is_delta = strstr(p->class_name, "delta") != NULL || strstr(p->name, "Ad") != NULL;
  return is_surround ? 3 : is_delta ? 1 : is_C ? 0 : 2;
}

static void place_afferents(rx_layout *layout)
{
  for (size_t box = 0; box < layout->n_boxes; box++) {
    size_t n = 0, k = 0;
    for (size_t i = 0; i < layout->n_places; i++)
      n += layout->places[i].module == box && layout->places[i].population->kind == RX_KIND_AFFERENT;
    for (int rank = 0; rank < 4; rank++)
      for (size_t i = 0; i < layout->n_places; i++) {
        rx_place *p = &layout->places[i];
        if (p->module != box || p->population->kind != RX_KIND_AFFERENT || afferent_rank(p->population) != rank)
          continue;
        p->x = layout->boxes[box].left + 10 + RX_PILL_WIDTH / 2.0;
        p->y = TOP + (layout->height - TOP - 14) * ((double)k++ + 0.5) / (double)n;
        p->radius = 17;
      }
  }
}

static rx_status make_places(const rx_view *view, rx_layout *layout, rx_error *err)
{
  size_t largest = 1, n_unplaced = 0;
  layout->places = rx_arena_alloc(view->arena, view->n_populations * sizeof *layout->places + 1);
  layout->boxes = rx_arena_alloc(view->arena, view->n_populations * sizeof *layout->boxes + 1);
  if (layout->places == NULL || layout->boxes == NULL) return rx_no_memory(err);
  make_boxes(view, layout);
  for (size_t i = 0; i < view->n_populations; i++)
    if (view->populations[i].kind != RX_KIND_AFFERENT && view->populations[i].n > largest)
      largest = view->populations[i].n;
  for (size_t i = 0; i < view->n_populations; i++) {
    rx_place *p = &layout->places[layout->n_places++];
    p->population = &view->populations[i];
    is_box(layout, view->populations[i].module, &p->module);
    if (p->module >= layout->n_boxes) p->module = layout->n_boxes - 1;
    p->radius = 11 + 13 * sqrt((double)view->populations[i].n / (double)largest);
    double depth = lamina_depth(view->populations[i].lamina);
    if (isnan(depth) && layout->n_bands > 0) depth = MIDDLE_LAMINA + 1;
    if (isnan(depth)) depth = p->population->kind == RX_KIND_PROJECTION ? 0.6 : 1.8 + 1.6 * (double)(n_unplaced++ % 3);
    p->y = p->slot_y = depth_to_y(layout, depth) - 8; /* the name stands below */
  }
  place_afferents(layout);
  return RX_OK;
}

static rx_status make_arrows(const rx_view *view, rx_layout *layout, rx_error *err)
{
  const rx_results *s = view->results;
  layout->arrows = rx_arena_alloc(view->arena, s->n_pathways * sizeof *layout->arrows + 1);
  if (layout->arrows == NULL) return rx_no_memory(err);
  for (size_t i = 0; i < s->n_pathways; i++) {
    const rx_result_pathway *p = &s->pathways[i];
    size_t from, to, k;
    for (from = 0; from < layout->n_places && strcmp(layout->places[from].population->name, p->from) != 0;) from++;
    for (to = 0; to < layout->n_places && strcmp(layout->places[to].population->name, p->to) != 0;) to++;
    if (from == layout->n_places || to == layout->n_places) continue;
    const int sign = p->sign > 0 ? 1 : p->sign < 0 ? -1 : 0;
    for (k = 0; k < layout->n_arrows; k++)
      if (layout->arrows[k].from == from && layout->arrows[k].to == to && layout->arrows[k].sign == sign) break;
    rx_arrow *a = &layout->arrows[k];
    if (k == layout->n_arrows) {
      layout->n_arrows++;
      *a = (rx_arrow){ from, to, sign, 0, p->receptors };
    } else if (p->n_connections > 0 && a->n_connections == 0) {
      a->receptors = p->receptors;
    }
    a->n_connections += p->n_connections;
  }
  return RX_OK;
}

/* ---- the search ---- */

static double distance_to_line(const rx_place *p, const rx_place *a, const rx_place *b)
{
  const double dx = b->x - a->x, dy = b->y - a->y, length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? ((p->x - a->x) * dx + (p->y - a->y) * dy) / length2 : 0;
  t = fmin(fmax(t, 0), 1);
  return hypot(a->x + t * dx - p->x, a->y + t * dy - p->y);
}

static bool cross(const rx_place *a, const rx_place *b, const rx_place *c, const rx_place *d)
{
  const double d1 = (b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x);
  const double d2 = (b->x - a->x) * (d->y - a->y) - (b->y - a->y) * (d->x - a->x);
  const double d3 = (d->x - c->x) * (a->y - c->y) - (d->y - c->y) * (a->x - c->x);
  const double d4 = (d->x - c->x) * (b->y - c->y) - (d->y - c->y) * (b->x - c->x);
  return d1 * d2 < 0 && d3 * d4 < 0;
}

/* Nodes that touch count most, then arrows through a node, then crossings, then length. */
static double cost(const rx_layout *layout)
{
  double sum = 0;
  for (size_t i = 0; i < layout->n_places; i++) {
    const rx_place *a = &layout->places[i];
    sum += 0.15 * fabs(a->y - (a->population->kind == RX_KIND_AFFERENT ? a->y : a->slot_y));
    for (size_t k = 0; k < i; k++) {
      const rx_place *b = &layout->places[k];
      const double dx = fabs(a->x - b->x) - (a->radius + b->radius + 34),
                   dy = fabs(a->y - b->y) - (a->radius + b->radius + 26);
      if (a->module == b->module) sum += 1100 / fmax(hypot(a->x - b->x, a->y - b->y), 30);
      if (dx < 0 && dy < 0) sum += 300 + 20 * fmin(-dx, -dy);
    }
  }
  for (size_t e = 0; e < layout->n_arrows; e++) {
    const rx_arrow *arrow = &layout->arrows[e];
    const rx_place *a = &layout->places[arrow->from], *b = &layout->places[arrow->to];
    sum += 0.03 * hypot(a->x - b->x, a->y - b->y);
    for (size_t i = 0; i < layout->n_places; i++) {
      const rx_place *p = &layout->places[i];
      if (p == a || p == b || p->population->kind == RX_KIND_AFFERENT || p->module != a->module) continue;
      const double room = p->radius + 7 - distance_to_line(p, a, b);
      if (room > 0) sum += 25 + 3 * room;
    }
    for (size_t k = 0; k < e; k++) {
      const rx_arrow *other = &layout->arrows[k];
      sum += 4.0 * cross(a, b, &layout->places[other->from], &layout->places[other->to]);
    }
  }
  return sum;
}

bool rx_place_is_deep(const rx_layout *layout, const rx_place *p)
{
  return p->population->kind == RX_KIND_PROJECTION && layout->n_bands > 0 && p->slot_y > layout->bands[1].top;
}

static double slot_x(const rx_layout *layout, const rx_place *p, size_t slot, size_t n_slots)
{
  const rx_box *box = &layout->boxes[p->module];
  const double left = box->left + RX_PILL_WIDTH + 70,
               right = box->left + box->width - (rx_place_is_deep(layout, p) ? 116 : 46);
  return left + (right - left) * (n_slots > 1 ? (double)slot / (double)(n_slots - 1) : 0.5);
}

static size_t n_slots_of(const rx_layout *layout, const rx_place *p)
{
  const double room = layout->boxes[p->module].width - RX_PILL_WIDTH - 110;
  return room > 120 ? (size_t)(room / 38) : 3;
}

/* Tries every place of every population, and every exchange of two, as long as the cost falls; *left counts down the work. */
static double descend(rx_layout *layout, double *left)
{
  double best = cost(layout);
  for (bool is_better = true; is_better && *left > 0;) {
    is_better = false;
    for (size_t i = 0; i < layout->n_places; i++) {
      rx_place *p = &layout->places[i];
      if (p->population->kind == RX_KIND_AFFERENT) continue;
      const size_t n_slots = n_slots_of(layout, p);
      for (size_t slot = 0; slot < n_slots; slot++)
        for (int shift = -2; shift <= 2 && *left > 0; shift++, --*left) {
          const rx_place before = *p;
          p->x = slot_x(layout, p, slot, n_slots);
          p->y = p->slot_y + 11 * shift;
          const double now = cost(layout);
          if (now < best - 1e-9)
            best = now, is_better = true;
          else
            *p = before;
        }
      for (size_t k = 0; k<i && * left> 0; k++, --*left) { /* two change their x */
        rx_place *q = &layout->places[k];
        if (q->population->kind == RX_KIND_AFFERENT || q->module != p->module) continue;
        const double x = p->x;
        p->x = q->x, q->x = x;
        const double now = cost(layout);
        if (now < best - 1e-9)
          best = now, is_better = true;
        else
          q->x = p->x, p->x = x;
      }
    }
  }
  return best;
}

/* The best of several starts. */
static rx_status search(const rx_view *view, rx_layout *layout, rx_error *err)
{
  static const size_t STRIDES[] = { 7, 3, 5, 11, 1, 4 };
  const double work = (double)layout->n_arrows * (double)(layout->n_arrows + layout->n_places) +
                      (double)layout->n_places * (double)layout->n_places + 1;
  const size_t n_bytes = layout->n_places * sizeof *layout->places;
  rx_place *best = rx_arena_alloc(view->arena, n_bytes);
  double left = MOST_WORK / work, lowest = INFINITY;
  if (best == NULL) return rx_no_memory(err);
  for (size_t start = 0; start < sizeof STRIDES / sizeof *STRIDES && left > 0; start++) {
    for (size_t i = 0; i < layout->n_places; i++) {
      rx_place *p = &layout->places[i];
      if (p->population->kind == RX_KIND_AFFERENT) continue;
      p->x = slot_x(layout, p, (STRIDES[start] * i + start) % n_slots_of(layout, p), n_slots_of(layout, p));
      p->y = p->slot_y;
    }
    const double found = descend(layout, &left);
    if (found < lowest) lowest = found, memcpy(best, layout->places, n_bytes);
  }
  memcpy(layout->places, best, n_bytes);
  return RX_OK;
}

rx_status rx_layout_make(const rx_view *view, rx_layout *layout, rx_error *err)
{
  *layout = (rx_layout){ .width = WIDTH };
  if (view->n_populations == 0) return RX_OK;
  make_bands(view, layout);
  RX_TRY(make_places(view, layout, err));
  RX_TRY(make_arrows(view, layout, err));
  return search(view, layout, err);
}
