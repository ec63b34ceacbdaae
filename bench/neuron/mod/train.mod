COMMENT
Artificial cell that fires at the times of a Vector (ms, ascending), given once by play(Vector); the caller keeps the Vector.
ENDCOMMENT

NEURON {
  THREADSAFE
  ARTIFICIAL_CELL Train
}

ASSIGNED {
  times   : the Vector's address, kept in the place of a double
  next
  t_next (ms)
}

CONSTRUCTOR {
VERBATIM
  *(void **)&times = NULL;
ENDVERBATIM
}

INITIAL {
  next = 0
  advance()
  if (t_next >= 0) {
    net_send(t_next - t, 1)
  }
}

NET_RECEIVE(w) {
  if (flag == 1) {
    net_event(t)
    advance()
    if (t_next >= 0) {
      net_send(t_next - t, 1)
    }
  }
}

: t_next = the next of the times that is not in the past, -1 when there is none.
PROCEDURE advance() {
  t_next = -1
VERBATIM
  void *const vector = *(void **)&times;
  if (vector != NULL) {
    const int n = vector_capacity(vector);
    const double *const t_ms = vector_vec(vector);
    int k = (int)next;
    while (k < n && t_ms[k] < t) k++;
    if (k < n) t_next = t_ms[k++];
    next = (double)k;
  }
ENDVERBATIM
}

PROCEDURE play() {
VERBATIM
  *(void **)&times = ifarg(1) ? (void *)vector_arg(1) : NULL;
ENDVERBATIM
}
