// A site without a server finds by itself: what is called so, has its words, or is spelled like it; counties and towns too.
const LIKENESS = 0.72, MOST_FOUND = 20;
const normalize = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();

function countEdits(one, other) {
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length];
}

// without the state, and without that a county is one
const shorten = (name) => name.split(',')[0].replace(/ county$/, '');
const sortWords = (text) => text.split(/\s+/).sort().join(' ');

function compare(asked, name) {
  const pairs = [[asked, name], [asked, name.split(',')[0]], [shorten(asked), shorten(name)], [sortWords(asked), sortWords(name)]];
  return Math.max(...pairs.map(([one, other]) => 1 - countEdits(one, other) / Math.max(one.length, other.length, 1)));
}

function find(asked, terms) {
  const plain = terms.map((term) => ({ ...term, plain: normalize(term.name) }));
  const exact = plain.filter((term) => term.plain === asked || term.plain.split(',')[0] === asked);
  const inside = plain.filter((term) => asked.split(/\s+/).every((word) => term.plain.includes(word)));
  const alike = () => plain.map((term) => ({ ...term, likeness: compare(asked, term.plain) }))
    .filter((term) => term.likeness >= LIKENESS).sort((one, other) => other.likeness - one.likeness);
  const found = exact.length + inside.length ? [...new Set([...exact, ...inside])] : alike();
  return found.slice(0, MOST_FOUND);
}

async function listPlaces(list) {
  const places = await fetch(list.dataset.places).then((reply) => reply.json(), () => ({}));
  return Object.entries(places).flatMap(([address, names]) => names.map((name) => ({ name, url: `../${address}` })));
}

function show(list, found) {
  list.replaceChildren(...found.map((term) => {
    const item = document.createElement('li'), link = document.createElement('a');
    link.href = term.url;
    link.textContent = term.name;
    item.append(link);
    return item;
  }));
}

async function search(list, text) {
  const pages = [...list.querySelectorAll('a')].map((link) => ({ name: link.textContent, url: link.getAttribute('href') }));
  const asked = normalize(text);
  const first = find(asked, pages);
  const found = first.some((term) => normalize(term.name).startsWith(asked)) ? first : find(asked, [...pages, ...await listPlaces(list)]);
  if (found.length) show(list, found);
  document.querySelector('.standfirst').textContent = list.dataset[found.length ? 'found' : 'none'].replace('%', () => text);
}

const list = document.querySelector('[data-places]');
const text = (new URLSearchParams(location.search).get('q') || '').trim().slice(0, 100);
if (list && text) {
  document.querySelector('#q').value = text;
  search(list, text);
}
