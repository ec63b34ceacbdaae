#include <criterion/criterion.h>
#include <math.h>

#include "models/rate/rate_dorsal_horn.h"

Test(rate, right_hand_side_is_the_one_worked_out_by_hand)
{
  rx_rate_dorsal_horn model;
  rx_param_defaults(RX_RATE_DORSAL_HORN_PARAMS, &model);
  model.gAE = 0.3;
  const double y[RX_RATE_VARIABLES] = { 12.5, 21.25, 17.75, 0.625 };
  double dy[RX_RATE_VARIABLES];
  rx_rate_dorsal_horn_rhs(&model, y, 40, 22, dy);
  /* the formulas of dorsal-horn page 9, evaluated apart in Python */
  cr_expect_float_eq(dy[RX_RATE_P], 30706.35514954528, 1e-8);
  cr_expect_float_eq(dy[RX_RATE_E], 3539.680852241495, 1e-9);
  cr_expect_float_eq(dy[RX_RATE_I], 1958.1336936440691, 1e-9);
  cr_expect_float_eq(dy[RX_RATE_G], -0.6007607940336634, 1e-13);
}

Test(rate, wind_up_saturates_at_the_square_of_Gmax)
{
  rx_rate_dorsal_horn model;
  rx_param_defaults(RX_RATE_DORSAL_HORN_PARAMS, &model);
  const double y[RX_RATE_VARIABLES] = { [RX_RATE_P] = 1e4, [RX_RATE_G] = 4 };
  double dy[RX_RATE_VARIABLES];
  rx_rate_dorsal_horn_rhs(&model, y, 1, 1, dy);
  cr_expect_float_eq(dy[RX_RATE_G], 0, 1e-14);
}

Test(rate, every_default_lies_in_its_range)
{
  for (const rx_param *row = RX_RATE_DORSAL_HORN_PARAMS; row->name != NULL; row++)
    cr_expect(rx_param_allows(row, row->def) && row->source != NULL, "%s", row->name);
}
