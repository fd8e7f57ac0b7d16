import type { ICredentialType, Icon } from 'n8n-workflow';
import { saleorAccount } from '../core/shops/saleor/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysSaleorApi implements ICredentialType {
  name = saleorAccount.n8n.type;
  displayName = saleorAccount.title.en;
  icon: Icon = {
    light: 'file:../nodes/CouponIssue/coupon-issue.svg',
    dark: 'file:../nodes/CouponIssue/coupon-issue.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/webhooks.md#saleor';
  properties = credentialProperties(saleorAccount);
}
