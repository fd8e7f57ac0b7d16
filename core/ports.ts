/** Writes to the host's log. Never given secrets. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Milliseconds until the request is given up; 15,000 by default. */
  timeout?: number;
  /** Whether it may go out again when no answer came: by default, whatever only reads (GET). */
  repeatable?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What is fetched. `timeout`: milliseconds in which nothing comes until it is given up; 15,000 by default. */
export type HttpDownloadRequest = Pick<HttpRequest, 'url' | 'headers' | 'timeout'>;

export interface HttpDownload extends Omit<HttpResponse, 'body'> {
  /** As it comes. Leaving off reading ends the call. Throws `HttpError` where the line breaks. */
  body: AsyncIterable<Buffer>;
}

/**
 * Calls a server. Answers of any status are returned.
 * Throws `HttpError`; its `sent` tells whether the request may have reached the server.
 */
export interface Http {
  /** For answers of 1 MB at most. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** For answers of any size. */
  download(request: HttpDownloadRequest): Promise<HttpDownload>;
}

/** No answer came. `sent` false: the server certainly did not get the request. */
export class HttpError extends Error {
  readonly sent: boolean;

  constructor(message: string, sent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HttpError';
    this.sent = sent;
  }
}
