#include "tests/study/experiment_of_text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

void experiment_of_text(const char *text, rx_experiment **e, rx_graph **graph, rx_network **network)
{
  rx_error err = { 0 };
  rx_problems *problems = rx_problems_create();
  rx_experiment_read_text(text, strlen(text), "configs/x.yaml", 0, NULL, problems, e, NULL);
  char *said = rx_problems_text(problems);
  cr_assert_not_null(*e, "%s%s", said, text);
  free(said);
  rx_problems_free(problems);
  cr_assert_eq(rx_graph_draw((*e)->circuit, 1, 0, graph, &err), RX_OK, "%s", err.text);
  cr_assert_eq(rx_network_make((*e)->circuit, *graph, network, &err), RX_OK, "%s", err.text);
}
