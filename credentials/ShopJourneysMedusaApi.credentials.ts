import type { ICredentialType, Icon } from 'n8n-workflow';
import { medusaAccount } from '../core/shops/medusa/connection';
import { credentialProperties } from '../nodes/adapter/credentials';

export class ShopJourneysMedusaApi implements ICredentialType {
  name = medusaAccount.n8n.type;
  displayName = medusaAccount.title.en;
  icon: Icon = {
    light: 'file:../nodes/CouponIssue/coupon-issue.svg',
    dark: 'file:../nodes/CouponIssue/coupon-issue.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/webhooks.md#medusa';
  properties = credentialProperties(medusaAccount);
}
