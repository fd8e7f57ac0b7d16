/** What a file of history is about. */
export type Subject = 'customers' | 'orders';

type Fields = Readonly<Record<string, readonly string[]>>;

/**
 * The fields of each subject, and the columns that are taken for them, the best first, in lower case without signs
 * and spaces. They are those of Shopify's and WooCommerce's exports, and what else is usual.
 */
export const fields = {
  customers: {
    id: ['customerid', 'id', 'customer', 'customernumber', 'userid', 'clientid'],
    email: ['email', 'emailaddress', 'customeremail', 'billingemail', 'useremail', 'mail'],
    phone: [
      'phone',
      'phonenumber',
      'mobile',
      'mobilephone',
      'telephone',
      'defaultaddressphone',
      'billingphone',
    ],
    country: ['countrycode', 'defaultaddresscountrycode', 'country', 'billingcountry', 'countryregion'],
    firstName: ['firstname', 'givenname', 'billingfirstname'],
    lastName: ['lastname', 'familyname', 'surname', 'billinglastname'],
    registeredAt: [
      'registeredat',
      'registered',
      'dateregistered',
      'registrationdate',
      'userregistered',
      'signup',
      'signupdate',
      'createdat',
      'datecreated',
      'created',
      'customersince',
    ],
    updatedAt: ['updatedat', 'lastupdate', 'datemodified', 'modifiedat', 'modified'],
    unsubscribedAt: ['unsubscribedat', 'optedoutat', 'unsubscribed'],
    tags: ['tags', 'customertags', 'tag'],
    locale: ['locale', 'language', 'lang'],
    timeZone: ['timezone', 'zone'],
    'consent.email': [
      'consentemail',
      'acceptsemailmarketing',
      'acceptsmarketing',
      'emailconsent',
      'newsletter',
    ],
    'consent.sms': ['consentsms', 'acceptssmsmarketing', 'smsconsent'],
    'consent.push': ['consentpush', 'pushconsent'],
    'consent.whatsapp': ['consentwhatsapp', 'whatsappconsent'],
  },
  orders: {
    order: ['orderid', 'id', 'ordernumber', 'orderno', 'order', 'invoiceno', 'invoicenumber', 'invoice'],
    /** What the rows of one order share, where its ID stands in the first of them only. */
    name: ['name', 'ordername'],
    customer: ['customerid', 'customer', 'customeruser', 'userid', 'clientid'],
    email: ['email', 'customeremail', 'billingemail', 'emailaddress'],
    phone: ['phone', 'customerphone', 'billingphone', 'phonenumber'],
    country: ['billingcountry', 'billingcountrycode', 'countrycode', 'country'],
    placedAt: [
      'placedat',
      'orderedat',
      'orderdate',
      'createdat',
      'datecreated',
      'purchasedate',
      'invoicedate',
      'created',
      'date',
    ],
    paidAt: ['paidat', 'paiddate', 'datepaid', 'paymentdate'],
    cancelledAt: ['cancelledat', 'canceledat', 'cancelleddate', 'canceleddate'],
    status: ['financialstatus', 'orderstatus', 'status', 'paymentstatus'],
    amount: ['total', 'ordertotal', 'totalprice', 'grandtotal', 'totalamount', 'amount', 'revenue'],
    currency: ['currency', 'ordercurrency', 'currencycode'],
    refunded: ['refundedamount', 'refunded', 'refundedtotal', 'totalrefunded', 'refundamount'],
    product: [
      'lineitemsku',
      'itemsku',
      'sku',
      'itemproductid',
      'productid',
      'stockcode',
      'product',
      'lineitemname',
      'itemname',
      'productname',
    ],
    category: ['lineitemcategory', 'itemcategory', 'category', 'productcategory', 'producttype'],
    quantity: ['lineitemquantity', 'itemquantity', 'quantity', 'qty', 'pieces'],
    itemAmount: ['itemamount', 'lineitemtotal', 'itemtotal', 'linetotal', 'lineamount'],
    itemPrice: ['lineitemprice', 'itemprice', 'unitprice', 'price'],
    coupon: ['discountcode', 'couponcode', 'couponcodes', 'coupons', 'coupon', 'voucher', 'vouchercode'],
  },
} as const satisfies Record<Subject, Fields>;

export type CustomerField = keyof typeof fields.customers;
export type OrderField = keyof typeof fields.orders;

/** Columns that only a file of orders has. */
export const tellsOrders: readonly string[] = [
  'orderid',
  'ordernumber',
  'orderno',
  'orderdate',
  'ordertotal',
  'invoiceno',
  'invoicenumber',
  'financialstatus',
  'paidat',
  'paiddate',
  'datepaid',
  'placedat',
  'orderedat',
];

/** A column's name as it is compared. */
export const columnKey = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
