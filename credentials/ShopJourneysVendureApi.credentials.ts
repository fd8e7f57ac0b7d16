import type { ICredentialType, Icon } from 'n8n-workflow';
import { vendureAccount } from '../core/shops/vendure/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysVendureApi implements ICredentialType {
  name = vendureAccount.n8n.type;
  displayName = vendureAccount.title.en;
  icon: Icon = {
    light: 'file:../nodes/CouponIssue/coupon-issue.svg',
    dark: 'file:../nodes/CouponIssue/coupon-issue.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/webhooks.md#vendure';
  properties = credentialProperties(vendureAccount);
}
