export { withCategories } from './categories';
export type { ToldProduct } from './product';
export { takeProducts } from './take';
