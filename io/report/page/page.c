#include "io/report/page/page.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static const char STYLE[] =
    ":root{--ink:#1b2430;--soft:#55606e;--line:#d5dbe2;--paper:#fff;--wash:#f5f7f9;--accent:#0b4f83}\n"
    "*{box-sizing:border-box}\n"
    "html{scroll-behavior:smooth;-webkit-text-size-adjust:100%;color-scheme:light}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,'Segoe UI',Roboto,'Helvetica "
    "Neue',"
    "'Liberation Sans',Arial,sans-serif}\n"
    "main,header,nav,footer{max-width:1140px;margin:0 auto;padding:0 24px}\n"
    "header{padding-top:36px}\n"
    "h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem;letter-spacing:-.01em}\n"
    "h2{font-size:1.45rem;margin:0 0 .8rem;padding-top:1.1rem;border-top:2px solid var(--ink)}\n"
    "h3{font-size:1.12rem;margin:1.9rem 0 .5rem}\n"
    "h4{font-size:1rem;margin:1.2rem 0 .3rem}\n"
    "p,li{max-width:80ch}\n"
    "a{color:var(--accent)}\n"
    "a.anchor{color:var(--line);text-decoration:none;font-weight:400;margin-left:.3em}\n"
    "a.anchor:hover,a.anchor:focus{color:var(--accent)}\n"
    "section{margin:2.6rem 0}\n"
    ".lead{font-size:1.08rem}\n"
    ".statement{border:2px solid var(--ink);border-radius:6px;padding:.55rem "
    ".9rem;font-weight:600;display:inline-block;"
    "margin:.4rem 0 1rem}\n"
    ".summary{background:#eef4f9;border-left:6px solid var(--accent);border-radius:4px;padding:.9rem "
    "1.3rem;margin:1rem 0}\n"
    ".summary h2{border:0;padding:0;margin:0 0 .4rem;font-size:1.15rem}\n"
    ".summary ul{margin:.2rem 0;padding-left:1.2rem}.summary li{margin:.4rem 0;max-width:104ch}.summary p{margin:.6rem "
    "0 .2rem;max-width:none}\n"
    ".warning{border-left:6px solid #d55e00;background:#fdf3ec;border-radius:4px;padding:.6rem 1rem;margin:.8rem 0;"
    "max-width:84ch}\n"
    ".note,figcaption,caption{color:var(--soft);font-size:.9rem}\n"
    "figcaption{max-width:100ch;margin-top:.3rem}\n"
    "nav ol{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;list-style:none;padding:.5rem 0;margin:0;font-size:.93rem;"
    "border-top:1px solid var(--line);border-bottom:1px solid var(--line)}\n"
    "figure{margin:1rem 0 1.6rem}\n"
    ".scroll{overflow-x:auto}\n"
    "svg.picture{display:block;width:100%;height:auto;min-width:640px}\n"
    "svg text{font:11px system-ui,'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif;fill:var(--ink)}\n"
    "svg .soft{fill:var(--soft)}svg .strong{font-weight:600}svg .large{font-size:13px}svg .small{font-size:9.5px}\n"
    "svg .ticks{vector-effect:non-scaling-stroke;stroke-width:.9px;fill:none}\n"
    "svg .halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}\n"
    "table{border-collapse:collapse;font-size:.92rem;margin:.4rem 0 1rem;font-variant-numeric:tabular-nums}\n"
    "caption{text-align:left;padding:.2rem 0}\n"
    "th,td{padding:.28rem .75rem .28rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}\n"
    "thead th{border-bottom:2px solid var(--ink);vertical-align:bottom}\n"
    "th[scope=row]{font-weight:600;white-space:nowrap}\n"
    "td.n,th.n{text-align:right;padding-left:.75rem;padding-right:.4rem;white-space:nowrap}\n"
    "td.n+td:not(.n),th.n+th:not(.n),td.n+th,th.n+td{padding-left:.75rem}\n"
    "td .change{display:block;color:var(--soft);font-size:.85em}\n"
    "tr.reference td,tr.reference th{background:var(--wash)}\n"
    "tr.group th{padding-top:.8rem;color:var(--soft);font-weight:600}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;list-style:none;padding:0;margin:.3rem 0 "
    ".5rem;font-size:.92rem}\n"
    ".legend li{display:flex;align-items:center;gap:.45rem}\n"
    "code,pre{font:.86rem/1.45 ui-monospace,'Cascadia Mono',Menlo,Consolas,'Liberation Mono',monospace}\n"
    "td code{overflow-wrap:anywhere}\n"
    "pre{background:var(--wash);border:1px solid "
    "var(--line);border-radius:4px;padding:.8rem;overflow:auto;max-height:32rem}\n"
    "details{margin:.6rem 0}summary{cursor:pointer;font-weight:600}td details{margin:0}td summary{font-weight:400}\n"
    "footer{color:var(--soft);font-size:.9rem;border-top:1px solid var(--line);margin-top:3rem;padding-top:1rem;"
    "padding-bottom:2rem}\n"
    "@media print{body{font-size:10.5pt}main,header,nav,footer{max-width:none;padding:0}nav,a.anchor{display:none}"
    "figure,tr,.summary,.warning{break-inside:avoid}h2,h3,h4{break-after:avoid}.scroll{overflow:visible}"
    "svg.picture{min-width:0}"
    /* a page has no scroll bar: tables shrink and their texts wrap */
    "table{max-width:100%;font-size:8pt}td.n,th.n,th[scope=row]{white-space:normal}"
    "thead th{overflow-wrap:break-word}"
    "th,td,td.n,th.n{padding:.15rem .3rem}table "
    "code{font-size:7pt}@page{margin:14mm}pre{max-height:none;white-space:pre-wrap}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n";

/* ---- the growing text ---- */

static bool make_room(rx_page *page, size_t n)
{
  if (page->is_out_of_memory) return false;
  if (!rx_grow((void **)&page->text, &page->capacity, page->n + n, 1)) page->is_out_of_memory = true;
  return !page->is_out_of_memory;
}

static void add_bytes(rx_page *page, const char *bytes, size_t n)
{
  if (n == 0 || !make_room(page, n)) return;
  memcpy(page->text + page->n, bytes, n);
  page->n += n;
}

void rx_page_markup(rx_page *page, const char *markup)
{
  add_bytes(page, markup, strlen(markup));
}

/* Length of the UTF-8 character at s that HTML and XML may contain; 0 where there is none. */
static size_t character(const unsigned char *s)
{
  if (s[0] < 0x80) return s[0] >= 0x20 && s[0] != 0x7f ? 1 : s[0] == '\n' || s[0] == '\t';
  const size_t n = s[0] >= 0xc2 && s[0] < 0xe0   ? 2
                   : s[0] >= 0xe0 && s[0] < 0xf0 ? 3
                   : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                                 : 0;
  unsigned long code = n == 2 ? s[0] & 0x1fu : n == 3 ? s[0] & 0x0fu : s[0] & 0x07u;
  for (size_t i = 1; i < n; i++) {
    if ((s[i] & 0xc0u) != 0x80u) return 0;
    code = code << 6 | (s[i] & 0x3fu);
  }
  const bool is_overlong = (n == 3 && code < 0x800) || (n == 4 && (code < 0x10000 || code > 0x10ffff));
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  const bool is_control = code < 0xa0 || (code & 0xfffe) == 0xfffe;
  return is_overlong || is_surrogate || is_control ? 0 : n;
}

static void add_text(rx_page *page, const char *text)
{
  if (text == NULL) return;
  for (const unsigned char *s = (const unsigned char *)text; *s != '\0';) {
    const size_t n = character(s);
    switch (*s) {
    case '&': rx_page_markup(page, "&amp;"); break;
    case '<': rx_page_markup(page, "&lt;"); break;
    case '>': rx_page_markup(page, "&gt;"); break;
    case '"': rx_page_markup(page, "&quot;"); break;
    case '\'': rx_page_markup(page, "&#39;"); break;
    case '\r': break; /* Windows line ends */
    default: n > 0 ? add_bytes(page, (const char *)s, n) : rx_page_markup(page, "\xef\xbf\xbd");
    }
    s += n > 0 ? n : 1;
  }
}

/* Only coordinates come as numbers: one far off the page, or none at all, must not break the picture. */
static double coordinate(double value)
{
  if (isnan(value)) return 0;
  return value > 1e6 ? 1e6 : value < -1e6 ? -1e6 : value;
}

/* One conversion, from its % to its last letter, with the next argument. */
static void add_value(rx_page *page, const char *conversion, size_t length, va_list *args)
{
  char one[16], value[128];
  assert(length < sizeof one);
  memcpy(one, conversion, length);
  one[length] = '\0';
  switch (one[length - 1]) {
  case 's': add_text(page, va_arg(*args, const char *)); return;
  case '%': rx_page_markup(page, "%"); return;
  case 'd': snprintf(value, sizeof value, one, va_arg(*args, int)); break;
  case 'u':
    if (strchr(one, 'z') != NULL)
      snprintf(value, sizeof value, one, va_arg(*args, size_t));
    else
      snprintf(value, sizeof value, one, va_arg(*args, unsigned));
    break;
  default: snprintf(value, sizeof value, one, coordinate(va_arg(*args, double)));
  }
  rx_page_markup(page, value);
}

void rx_page_add(rx_page *page, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  for (const char *s = format; *s != '\0';) {
    const size_t plain = strcspn(s, "%");
    add_bytes(page, s, plain);
    s += plain;
    if (*s == '\0') break;
    const size_t n = 1 + strspn(s + 1, "0123456789.+-# z") + 1;
    add_value(page, s, n, &args);
    s += n;
  }
  va_end(args);
}

/* ---- parts ---- */

void rx_page_section(rx_page *page, const char *id, const char *title)
{
  if (page->n_sections > 0) rx_page_markup(page, "</section>\n");
  assert(page->n_sections < RX_PAGE_SECTIONS);
  page->sections[page->n_sections].id = id;
  page->sections[page->n_sections++].title = title;
  rx_page_add(
      page,
      "<section id=\"%s\">\n<h2>%s<a class=\"anchor\" href=\"#%s\" aria-label=\"link to this section\">#</a></h2>\n",
      id, title, id);
}

void rx_page_heading(rx_page *page, int level, const char *text)
{
  char id[16];
  snprintf(id, sizeof id, "h%u", ++page->n_ids);
  rx_page_add(page, "<h%d id=\"%s\">%s<a class=\"anchor\" href=\"#%s\" aria-label=\"link to this part\">#</a></h%d>\n",
              level, id, text, id, level);
}

void rx_page_table(rx_page *page, const char *caption)
{
  rx_page_add(page, "<div class=\"scroll\"><table>");
  if (caption != NULL) rx_page_add(page, "<caption>%s</caption>", caption);
  rx_page_add(page, "\n");
}

void rx_page_table_end(rx_page *page)
{
  rx_page_add(page, "</table></div>\n");
}

rx_status rx_page_finish(const rx_page *page, const rx_page *top, const char *title, char **html, size_t *n,
                         rx_error *err)
{
  rx_page whole = { .is_out_of_memory = page->is_out_of_memory || top->is_out_of_memory };
  rx_page_add(&whole,
              "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>%s</title>\n<style>\n",
              title);
  rx_page_markup(&whole, STYLE);
  rx_page_add(&whole, "</style>\n</head>\n<body>\n");
  add_bytes(&whole, top->text, top->n);
  rx_page_add(&whole, "<nav aria-label=\"Sections\"><ol>\n");
  for (size_t i = 0; i < page->n_sections; i++)
    rx_page_add(&whole, "<li><a href=\"#%s\">%s</a></li>\n", page->sections[i].id, page->sections[i].title);
  rx_page_add(&whole, "</ol></nav>\n<main>\n");
  add_bytes(&whole, page->text, page->n);
  if (page->n_sections > 0) rx_page_markup(&whole, "</section>\n");
  rx_page_markup(
      &whole,
      "</main>\n<footer>Made by rexed from result files alone. Research and teaching model: no output is advice to a "
      "patient.</footer>\n</body>\n</html>\n");
  if (whole.is_out_of_memory) {
    rx_page_free(&whole);
    return rx_no_memory(err);
  }
  *html = whole.text;
  *n = whole.n;
  return RX_OK;
}

void rx_page_free(rx_page *page)
{
  free(page->text);
  *page = (rx_page){ 0 };
}
