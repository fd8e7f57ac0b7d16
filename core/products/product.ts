import type { Money } from '../money';

/** What a shop tells of a product. What is left out is not told. */
export interface ToldProduct {
  /** The shop's own id, as its orders name it. */
  id: string;
  title?: string;
  /** Its path through the shop's tree, levels set apart by " > ". */
  category?: string;
  price?: Money;
  /** Pieces; 0 for sold out. */
  stock?: number;
  /** When the shop said so, ms UTC. */
  at: number;
}
