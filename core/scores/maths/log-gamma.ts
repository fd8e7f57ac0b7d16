const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;
const ASYMPTOTIC_FROM = 10;

/**
 * ln Γ(x) for x > 0, to about 14 digits: Stirling's series (Abramowitz & Stegun 6.1.41) from 10 on, below that
 * brought there by Γ(x + 1) = x Γ(x).
 */
export function logGamma(x: number): number {
  let product = 1;
  let y = x;
  for (; y < ASYMPTOTIC_FROM; y += 1) product *= y;
  const w = 1 / (y * y);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / y;
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_TWO_PI + series - Math.log(product);
}
