import type {
  IAuthenticateGeneric,
  ICredentialDataDecryptedObject,
  ICredentialType,
  Icon,
  INodeProperties,
} from 'n8n-workflow';
import { appToken, shopifyApp } from '../core/shops/shopify/accounts';
import { stepValues } from '../core/steps';
import { credentialProperties } from '../nodes/adapter/credentials';

/** Also signs what n8n's own HTTP Request node asks the shop. */
export class ShopJourneysShopifyAppApi implements ICredentialType {
  name = shopifyApp.n8n.type;
  displayName = shopifyApp.title.en;
  icon: Icon = {
    light: 'file:../nodes/ShopEventTrigger/shop-event.svg',
    dark: 'file:../nodes/ShopEventTrigger/shop-event.dark.svg',
  };
  documentationUrl = 'https://github.com/shop-journeys/n8n-nodes-journeys/blob/main/docs/webhooks.md#shopify';
  properties: INodeProperties[] = [
    ...credentialProperties(shopifyApp),
    // n8n keeps the token here, and asks for another when it is empty or not accepted any more.
    {
      displayName: 'Access Token',
      name: 'accessToken',
      type: 'hidden',
      typeOptions: { expirable: true, password: true },
      default: '',
    },
  ];
  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { 'X-Shopify-Access-Token': '={{ $credentials.accessToken }}' } },
  };

  /** Throws `StepError` and `ShopError`. */
  async preAuthentication(credentials: ICredentialDataDecryptedObject): Promise<{ accessToken: string }> {
    const { accessToken } = credentials;
    const refused = typeof accessToken === 'string' ? accessToken : '';
    return { accessToken: await appToken(stepValues(shopifyApp.fields, credentials), refused) };
  }
}
