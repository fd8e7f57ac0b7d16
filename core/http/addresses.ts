import { BlockList, isIP } from 'node:net';

/** IPv4 that is not for the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Within the global unicast range: protocol assignments with Teredo, documentation, 6to4 (which carry IPv4). */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

function listOf(subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

const blocked4 = listOf(special4, 'ipv4');
const global6 = listOf(['2000::/3'], 'ipv6');
const blocked6 = listOf(special6, 'ipv6');

/**
 * Whether an IP address, in either notation, belongs to the public internet. IPv6 is public only
 * within its global range, so IPv4 in IPv6 clothes (::ffff:127.0.0.1) is not.
 */
export function isPublic(ip: string): boolean {
  switch (isIP(ip)) {
    case 4:
      return !blocked4.check(ip, 'ipv4');
    case 6:
      return global6.check(ip, 'ipv6') && !blocked6.check(ip, 'ipv6');
    default:
      return false;
  }
}

/** Whether somebody out on the internet may be able to call a URL, or the instance's owner says so: `JOURNEYS_ALLOW_HOSTS`. */
export function isInReach(url: URL, allow = process.env['JOURNEYS_ALLOW_HOSTS'] ?? ''): boolean {
  if (allowList(allow)(url)) return true;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublic(host);
  return host.includes('.') && !/\.(local|localhost|internal|lan|home\.arpa)$/.test(host);
}

/** What the instance's owner allows beyond the public internet: hosts, each with a port or with any. */
export function allowList(setting: string): (url: URL) => boolean {
  const allowed = new Set(
    setting
      .split(',')
      .map((entry) => entry.trim().toLowerCase())
      .filter(Boolean),
  );
  return ({ hostname, protocol, port }) =>
    allowed.has(hostname) || allowed.has(`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`);
}
