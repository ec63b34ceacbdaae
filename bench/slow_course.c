#include "bench/slow_course.h"

#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <string.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include "solver/cvode/cvode_error.h"

enum { N = RX_BENCH_COURSE_VARIABLES };

/* absolute tolerance beside the relative one: most variables are of the order of 1, some start from 0 */
#define ATOL_PER_RTOL 1e-2
#define LONGEST_RUN   100000L

/* What EA, EB and act depend on, and how much: act = H(y14) inhibition boost. */
typedef struct modulation {
  double EA, dEA, EB, dEB; /* by y3, y7 */
  double H, dH;            /* of y14 */
  double H3, dH3;          /* H(y12 + y13, 1, 3) */
} modulation;

static modulation modulate(const double y[])
{
  modulation m;
  const double a = y[3] * y[3] + 4, b = y[7] + 1.5, c = y[14] * y[14] + 0.25, s = y[12] + y[13], s3 = 1 + s * s * s;
  m.EA = y[3] * y[3] / a;
  m.dEA = 8 * y[3] / (a * a);
  m.EB = y[7] / b;
  m.dEB = 1.5 / (b * b);
  m.H = y[14] * y[14] / c;
  m.dH = 0.5 * y[14] / (c * c);
  m.H3 = s * s * s / s3;
  m.dH3 = 3 * s * s / (s3 * s3);
  return m;
}

void rx_bench_course_rhs(const double y[N], double dy[N])
{
  const modulation m = modulate(y);
  const double act = m.H * (1 - 0.5 * m.EA) * (1 - 0.3 * y[9]);
  dy[0] = -1.2 * y[0];
  dy[1] = 1.2 * y[0] - 0.51 * y[1] + 0.2 * y[2];
  dy[2] = 0.4 * y[1] - 0.2 * y[2];
  dy[3] = (y[1] - y[3]) / 0.5;
  dy[4] = -0.7 * y[4];
  dy[5] = 0.7 * y[4] - 0.658 * y[5] + 0.3 * y[6];
  dy[6] = 0.6 * y[5] - 0.3 * y[6];
  dy[7] = (y[5] - y[7]) / 0.5;
  dy[8] = -y[8] / 1.5;
  dy[9] = 0.05 * y[8] - y[9] / 96;
  dy[10] = 0.002 * y[9] - y[10] / 500;
  dy[11] = (0.2 + 1.5 * m.H3 - y[11]) / 24;
  dy[12] = (y[11] * (1 - 0.3 * m.EB) - y[12]) / 6;
  dy[13] = (0.8 * y[11] - y[13]) / 4;
  dy[14] = (0.5 * y[12] + 0.5 * y[13] - y[14]) / 12;
  dy[15] = (1 / (1 + y[12]) - y[15]) / 48;
  dy[16] = (12 - 8 * y[15] - y[16]) / 0.05;
  dy[17] = act * (1 - y[17]) / 20 - y[17] / 300;
  dy[18] = (1 + 0.5 * y[14] - y[18]) / 72;
  dy[19] = (act * (1 + y[17]) * (y[16] / 8) * (1 - 0.4 * y[10]) - y[19]) / 0.01;
}

void rx_bench_course_jacobian(const double y[N], double J[N][N])
{
  const modulation m = modulate(y);
  const double from_EA = 1 - 0.5 * m.EA, from_y9 = 1 - 0.3 * y[9], act = m.H * from_EA * from_y9;
  /* of act, by y3, y9, y14 */
  const double act_3 = m.H * -0.5 * m.dEA * from_y9, act_9 = m.H * from_EA * -0.3, act_14 = m.dH * from_EA * from_y9;
  const double gain = (1 + y[17]) * (y[16] / 8) * (1 - 0.4 * y[10]); /* of y19 by act */
  memset(J, 0, sizeof(double[N][N]));
  J[0][0] = -1.2;
  J[0][1] = 1.2, J[1][1] = -0.51, J[2][1] = 0.2;
  J[1][2] = 0.4, J[2][2] = -0.2;
  J[1][3] = 2, J[3][3] = -2;
  J[4][4] = -0.7;
  J[4][5] = 0.7, J[5][5] = -0.658, J[6][5] = 0.3;
  J[5][6] = 0.6, J[6][6] = -0.3;
  J[5][7] = 2, J[7][7] = -2;
  J[8][8] = -1 / 1.5;
  J[8][9] = 0.05, J[9][9] = -1.0 / 96;
  J[9][10] = 0.002, J[10][10] = -1.0 / 500;
  J[12][11] = J[13][11] = 1.5 * m.dH3 / 24, J[11][11] = -1.0 / 24;
  J[11][12] = (1 - 0.3 * m.EB) / 6, J[7][12] = -0.3 * y[11] * m.dEB / 6, J[12][12] = -1.0 / 6;
  J[11][13] = 0.2, J[13][13] = -0.25;
  J[12][14] = J[13][14] = 0.5 / 12, J[14][14] = -1.0 / 12;
  J[12][15] = -1 / ((1 + y[12]) * (1 + y[12])) / 48, J[15][15] = -1.0 / 48;
  J[15][16] = -8 / 0.05, J[16][16] = -1 / 0.05;
  J[3][17] = act_3 * (1 - y[17]) / 20, J[9][17] = act_9 * (1 - y[17]) / 20, J[14][17] = act_14 * (1 - y[17]) / 20;
  J[17][17] = -act / 20 - 1.0 / 300;
  J[14][18] = 0.5 / 72, J[18][18] = -1.0 / 72;
  J[3][19] = act_3 * gain / 0.01, J[9][19] = act_9 * gain / 0.01, J[14][19] = act_14 * gain / 0.01;
  J[10][19] = act * (1 + y[17]) * (y[16] / 8) * -0.4 / 0.01;
  J[16][19] = act * (1 + y[17]) / 8 * (1 - 0.4 * y[10]) / 0.01;
  J[17][19] = act * (y[16] / 8) * (1 - 0.4 * y[10]) / 0.01;
  J[19][19] = -1 / 0.01;
}

double rx_bench_course_error(double y19, double y17)
{
  return fmax(fabs(y19 / RX_BENCH_COURSE_Y19 - 1), fabs(y17 / RX_BENCH_COURSE_Y17 - 1));
}

/* ---- CVODE ---- */

typedef struct run {
  SUNContext context;
  void *cvode;
  N_Vector y;
  SUNMatrix matrix;
  SUNLinearSolver solver;
  rx_cvode_error error;
} run;

static int rhs(sunrealtype t, N_Vector y, N_Vector dy, void *user_data)
{
  (void)t;
  (void)user_data;
  rx_bench_course_rhs(NV_DATA_S(y), NV_DATA_S(dy));
  return 0;
}

static int jacobian(sunrealtype t, N_Vector y, N_Vector dy, SUNMatrix matrix, void *user_data, N_Vector s1, N_Vector s2,
                    N_Vector s3)
{
  (void)t, (void)dy, (void)user_data, (void)s1, (void)s2, (void)s3;
  rx_bench_course_jacobian(NV_DATA_S(y), (double(*)[N])SUNDenseMatrix_Data(matrix));
  return 0;
}

static rx_status failure(run *r, double t_h, int flag, rx_error *err)
{
  return rx_fail(err, RX_E_SOLVER, "P5 at %.6g h: CVODE: %s", t_h, rx_cvode_error_reason(&r->error, flag));
}

static rx_status start(run *r, double rtol, rx_error *err)
{
  if (SUNContext_Create(NULL, &r->context) != 0) return rx_fail(err, RX_E_SOLVER, "SUNDIALS gives no context");
  r->y = N_VNew_Serial(N, r->context);
  r->matrix = SUNDenseMatrix(N, N, r->context);
  r->cvode = CVodeCreate(CV_BDF, r->context);
  if (r->y == NULL || r->matrix == NULL || r->cvode == NULL) return rx_no_memory(err);
  r->solver = SUNLinSol_Dense(r->y, r->matrix, r->context);
  if (r->solver == NULL) return rx_no_memory(err);
  N_VConst(0, r->y);
  NV_Ith_S(r->y, 11) = 0.5;
  NV_Ith_S(r->y, 15) = 0.6;
  NV_Ith_S(r->y, 16) = 7;
  NV_Ith_S(r->y, 18) = 1;
  rx_cvode_error_catch(r->cvode, &r->error);
  int flag = CVodeInit(r->cvode, rhs, 0, r->y);
  if (flag == CV_SUCCESS) flag = CVodeSStolerances(r->cvode, rtol, ATOL_PER_RTOL * rtol);
  if (flag == CV_SUCCESS) flag = CVodeSetLinearSolver(r->cvode, r->solver, r->matrix);
  if (flag == CV_SUCCESS) flag = CVodeSetJacFn(r->cvode, jacobian);
  if (flag == CV_SUCCESS) flag = CVodeSetMaxNumSteps(r->cvode, LONGEST_RUN);
  return flag == CV_SUCCESS ? RX_OK : failure(r, 0, flag, err);
}

static void finish(run *r)
{
  if (r->cvode != NULL) CVodeFree(&r->cvode);
  if (r->solver != NULL) SUNLinSolFree(r->solver);
  if (r->matrix != NULL) SUNMatDestroy(r->matrix);
  if (r->y != NULL) N_VDestroy(r->y);
  if (r->context != NULL) SUNContext_Free(&r->context);
}

/* Doses at 12 k h. */
static void apply_event(int k, double y[N])
{
  y[0] += 3;
  if (k % 2 == 0)
    y[4] += 2;
  else if (k / 2 % 7 < 5 && k < 60)
    y[8] += 1;
}

static rx_status run_intervals(run *r, int n_events, rx_error *err)
{
  for (int k = 0; k < n_events; k++) {
    const double end_h = RX_BENCH_COURSE_INTERVAL_H * (k + 1);
    double t_h = RX_BENCH_COURSE_INTERVAL_H * k;
    apply_event(k, NV_DATA_S(r->y));
    int flag = CVodeReInit(r->cvode, t_h, r->y);
    if (flag == CV_SUCCESS) flag = CVodeSetStopTime(r->cvode, end_h);
    if (flag == CV_SUCCESS) flag = CVode(r->cvode, end_h, r->y, &t_h, CV_NORMAL);
    if (flag < 0) return failure(r, t_h, flag, err);
  }
  return RX_OK;
}

rx_status rx_bench_course_run(int n_events, double rtol, double y[N], rx_error *err)
{
  run r = { 0 };
  rx_status status = start(&r, rtol, err);
  if (status == RX_OK) status = run_intervals(&r, n_events, err);
  if (status == RX_OK) memcpy(y, NV_DATA_S(r.y), N * sizeof *y);
  finish(&r);
  return status;
}
