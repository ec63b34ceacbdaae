#include "analysis/motor/unit_train.h"

rx_unit_train rx_longest_run(const rx_unit_train *train)
{
  rx_unit_train longest = { train->unit, 0, train->times_s };
  for (size_t first = 0, k = 1; k <= train->n; k++) {
    if (k < train->n && train->times_s[k] - train->times_s[k - 1] <= RX_TRAIN_LONGEST_INTERVAL_S) continue;
    if (k - first > longest.n) {
      longest.n = k - first;
      longest.times_s = train->times_s + first;
    }
    first = k;
  }
  return longest;
}
