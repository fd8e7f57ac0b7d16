/** Whether people can be led there; what begins otherwise (mailto:, tel:, #) stays as it is. */
export const isWeb = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url);
