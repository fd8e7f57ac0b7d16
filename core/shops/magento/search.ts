import type { Shape } from '../shape';

type Condition = readonly [field: string, type: 'eq' | 'in' | 'gt' | 'gteq', value: string | number];

export interface Search {
  /** All of the groups hold, and of each group any condition. */
  where?: readonly (readonly Condition[])[];
  /** Ascending, one after the other. */
  sortedBy?: readonly string[];
  pageSize: number;
  /** What is wanted of each row, with what lies in it in brackets: `entity_id,items[sku]`. */
  fields?: string;
}

/** Search criteria as a query. Source: https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches */
export function searchQuery({ where = [], sortedBy = [], pageSize, fields }: Search): URLSearchParams {
  const query = new URLSearchParams();
  where.forEach((group, g) => {
    group.forEach(([field, type, value], f) => {
      const filter = `searchCriteria[filter_groups][${g}][filters][${f}]`;
      query.set(`${filter}[field]`, field);
      query.set(`${filter}[condition_type]`, type);
      query.set(`${filter}[value]`, String(value));
    });
  });
  sortedBy.forEach((field, s) => {
    query.set(`searchCriteria[sortOrders][${s}][field]`, field);
    query.set(`searchCriteria[sortOrders][${s}][direction]`, 'ASC');
  });
  query.set('searchCriteria[pageSize]', String(pageSize));
  if (fields !== undefined) query.set('fields', `items[${fields}],total_count`);
  return query;
}

/** What is read of an object, as Magento is asked for it alone: `entity_id,items[sku]`. */
export function fieldsOf({ properties = {} }: Shape<unknown>['schema']): string {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const inner = fieldsOf(schema.items ?? schema);
      return inner === '' ? name : `${name}[${inner}]`;
    })
    .join(',');
}
