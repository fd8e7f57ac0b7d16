// A rehearsed month takes a minute, and a host's first start up to another.
jest.setTimeout(400_000);
