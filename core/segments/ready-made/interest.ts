import { StepError } from '../../errors';
import { text } from '../../steps/text';
import type { Condition } from '../definition/types';
import { always, defined, type ReadyMade } from './define';

const DEEDS = ['product_viewed', 'product_favourited', 'cart_updated', 'checkout_started', 'order_placed'];

const lately = (category: string): Condition => ({
  any: DEEDS.map((did) => ({ did, when: { last: { days: 7 } }, where: { category: { under: category } } })),
});

/** What people are interested in. */
export const interest: readonly ReadyMade[] = [
  {
    name: 'active-in-category',
    label: text('Lately Active in a Category', '近期活跃于某品类'),
    help: text(
      'In the last 7 days viewed, favoured, carted or ordered something of the category or of one below it.',
      '最近 7 天内浏览、收藏、加购或下单过该品类或其子品类的商品。',
    ),
    needs: 'category',
    definition(options = {}) {
      const { category = '' } = options;
      if (category.trim() !== '') return defined(lately(category), options);
      throw new StepError('“Lately Active in a Category” needs a category.', {
        parameter: 'category',
        advice: 'Name one as your shop does, with its path, e.g. Audio > Earphones.',
      });
    },
  },
  {
    name: 'viewed-recommendation-not-bought',
    label: text('Viewed the Recommendation, Did Not Buy', '看过推荐未购买'),
    help: text(
      'In the last 30 days looked at a product that was recommended, and did not buy it within 15 days.',
      '最近 30 天内浏览过推荐的商品，且 15 天内没有购买该商品。',
    ),
    definition: always({
      after: {
        did: 'product_viewed',
        when: { last: { days: 30 } },
        where: { via: { is: 'recommendation' } },
      },
      didNot: 'order_paid',
      within: { days: 15 },
      same: 'product',
    }),
  },
  {
    name: 'favoured-what-many-favour',
    label: text('Favoured What Many Favour', '收藏热门商品'),
    help: text(
      'Marked a product as a favourite that more than 100 people favour.',
      '收藏了有超过 100 人收藏的商品。',
    ),
    definition: (options = {}) =>
      defined(
        { did: 'product_favourited', where: { favouritedBy: { above: options.people ?? 100 } } },
        options,
      ),
  },
];
