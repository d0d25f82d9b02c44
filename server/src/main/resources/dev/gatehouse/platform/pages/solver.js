// Works at a challenge: finds a number so that SHA-256(token + "." + number) begins with enough zero bits (FIPS 180-4).
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every(p => n % p)) primes.push(n);
const fraction = x => ((x - Math.floor(x)) * 4294967296) | 0;
const K = Int32Array.from(primes, p => fraction(Math.cbrt(p)));
const START = Int32Array.from(primes.slice(0, 8), p => fraction(Math.sqrt(p)));
const W = new Int32Array(64);
const H = new Int32Array(8);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

function block(words, at) {
  for (let i = 0; i < 16; i++) W[i] = words[at + i];
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = W[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + W[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
  }
  let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
  for (let i = 0; i < 64; i++) {
    const s = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const t = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + s) | 0; d = c; c = b; b = a; a = (s + t) | 0;
  }
  H[0] += a; H[1] += b; H[2] += c; H[3] += d; H[4] += e; H[5] += f; H[6] += g; H[7] += h;
}

// The first 32 bits say enough: no challenge asks for more.
function firstWord(text) {
  const blocks = Math.ceil((text.length + 9) / 64);
  const words = new Int32Array(blocks * 16);
  for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
  words[blocks * 16 - 1] = text.length * 8;
  H.set(START);
  for (let i = 0; i < blocks; i++) block(words, i * 16);
  return H[0];
}

onmessage = ({ data: { token, bits } }) => {
  let number = 0;
  while (Math.clz32(firstWord(token + "." + number)) < bits) number++;
  postMessage(String(number));
};
