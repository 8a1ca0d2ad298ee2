// Tables whose changes are known, month by month.

/** A number in [0, 1) of a row, the same on any machine. */
const u = (salt: number): string => `((hash(i * 7 + ${String(salt)}) % 1000003)::DOUBLE / 1000003)`;

/** Twelve months of `rows` rows: `steady` and `kind` never change, the other columns do in the month that their name says. */
export function changingMonths(rows: number): string {
  return `SELECT TIMESTAMP '2020-01-01' + INTERVAL (m) MONTH + INTERVAL (i % 28) DAY AS moment, ${u(1)} AS steady,
    CASE WHEN ${u(2)} < 0.5 THEN 'a' WHEN ${u(2)} < 0.8 THEN 'b' ELSE 'c' END AS kind,
    ${u(3)} + CASE WHEN m >= 6 THEN 0.4 ELSE 0 END AS shifts7,
    CASE WHEN m >= 8 AND ${u(4)} < 0.3 THEN NULL ELSE ${u(5)} END AS lost9,
    (1 + ${u(6)}) * CASE WHEN m >= 7 THEN 2.54 ELSE 1 END AS inches8,
    CASE WHEN m >= 9 AND ${u(8)} < 0.2 THEN 'new' ELSE 'old' END AS unseen10
  FROM range(12) months(m), range(${String(rows)}) t(j), LATERAL (SELECT m * ${String(rows)} + j AS i) ORDER BY m, j`;
}

/** The same without any change. */
export function steadyMonths(rows: number): string {
  return `SELECT TIMESTAMP '2020-01-01' + INTERVAL (m) MONTH + INTERVAL (i % 28) DAY AS moment, ${u(1)} AS one, exp(2 * ${u(2)}) AS two,
    CASE WHEN ${u(3)} < 0.5 THEN 'a' WHEN ${u(3)} < 0.8 THEN 'b' ELSE 'c' END AS three, (10 * ${u(4)})::INTEGER AS four,
    CASE WHEN ${u(5)} < 0.1 THEN NULL ELSE ${u(6)} END AS five
  FROM range(12) months(m), range(${String(rows)}) t(j), LATERAL (SELECT m * ${String(rows)} + j AS i) ORDER BY m, j`;
}

/** `a` and `b` are spread evenly over [0, 1) all the time and rise together, until from the seventh month on one falls as the other rises. */
export function turningMonths(rows: number): string {
  return `SELECT moment, a, CASE WHEN m >= 6 THEN 1 - near ELSE near END AS b FROM (
    SELECT m, i, TIMESTAMP '2020-01-01' + INTERVAL (m) MONTH + INTERVAL (i % 28) DAY AS moment, ${u(1)} AS a,
      (${u(1)} + 0.2 * ${u(2)}) - floor(${u(1)} + 0.2 * ${u(2)}) AS near
    FROM range(12) months(m), range(${String(rows)}) t(j), LATERAL (SELECT m * ${String(rows)} + j AS i) ORDER BY m, j)`;
}
