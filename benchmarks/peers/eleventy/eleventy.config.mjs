// Eleventy as a publisher of feeds alone: the site, sections, tags and authors as RSS and Atom.
import path from "node:path";

const LIMIT = 50;
const SITE = "https://www.example.org";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => ENTITIES[character]);
const address = ({ data }) => `${SITE}/${encodeURI(data.place)}/${data.slug}/`;
const elements = (values, element) => values.map((value) => element(escaped(value))).join("");

const item = (article) => `<item><title>${escaped(article.data.title)}</title>
<link>${address(article)}</link><guid isPermaLink="false">${address(article)}</guid>
<pubDate>${article.date.toUTCString()}</pubDate>
${elements(article.data.authors, (name) => `<dc:creator>${name}</dc:creator>`)}
${elements(article.data.tags, (name) => `<category>${name}</category>`)}
<description>${escaped(article.templateContent)}</description></item>
`;

const entry = (article) => `<entry><title>${escaped(article.data.title)}</title>
<id>${address(article)}</id><link rel="alternate" type="text/html" href="${address(article)}"/>
<published>${article.date.toISOString()}</published><updated>${article.date.toISOString()}</updated>
${elements(article.data.authors, (name) => `<author><name>${name}</name></author>`)}
${elements(article.data.tags, (name) => `<category term="${name}"/>`)}
<content type="html">${escaped(article.templateContent)}</content></entry>
`;

const rss = (feed) => `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>${escaped(feed.title)}</title><link>${SITE}/</link>
<description>${escaped(feed.title)}</description>
${feed.articles.map(item).join("")}</channel></rss>
`;

const atom = (feed) => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>${escaped(feed.title)}</title>
<id>${SITE}/${escaped(encodeURI(feed.path))}</id>
<updated>${feed.articles[0].date.toISOString()}</updated>
${feed.articles.map(entry).join("")}</feed>
`;

function* pathsOf(article) {
  yield "all";
  const folders = article.data.place.split("/");
  for (let depth = 1; depth <= folders.length; depth += 1) {
    yield `section/${folders.slice(0, depth).join("/")}`;
  }
  for (const tag of article.data.tags) yield `tag/${tag}`;
  for (const author of article.data.authors) yield `author/${author}`;
}

function feedsOf(collection) {
  const feeds = new Map();
  const articles = collection.getAll().filter((article) => article.data.authors);
  for (const article of articles.sort((one, other) => other.date - one.date)) {
    for (const path of pathsOf(article)) {
      if (!feeds.has(path)) feeds.set(path, { path, title: path, articles: [] });
      const members = feeds.get(path).articles;
      if (members.length < LIMIT) members.push(article);
    }
  }
  return [...feeds.values()];
}

export default function (eleventy) {
  eleventy.setUseGitIgnore(false);
  eleventy.ignores.add("**/_index.md");
  eleventy.addGlobalData("permalink", () => false);
  eleventy.addGlobalData("eleventyComputed.place", () => ({ page }) => {
    const input = path.resolve(eleventy.directories.input);
    return path.dirname(path.relative(input, path.resolve(page.inputPath)));
  });
  eleventy.addCollection("feeds", feedsOf);
  for (const [name, document] of Object.entries({ rss, atom })) {
    eleventy.addTemplate(`${name}.11ty.js`, {
      data: {
        pagination: { data: "collections.feeds", size: 1, alias: "feed" },
        permalink: ({ feed }) => `/${feed.path}.${name}.xml`,
        eleventyExcludeFromCollections: true,
      },
      render: ({ feed }) => document(feed),
    });
  }
  return { markdownTemplateEngine: false, templateFormats: ["md", "11ty.js"] };
}
