// Reads documents with each parser and prints what they saw, in one form for all of them.
//
//     node read.mjs FOLDER
//
// FOLDER holds FEED.atom, FEED.rss and FEED.json. A field that a parser does not offer is left out.
// With --opml FILE it prints the feeds of a subscription list.

import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { extractFromJson, extractFromXml } from '@extractus/feed-extractor'
import { parseFeed as rowanmanning } from '@rowanmanning/feed-parser'
import FeedParser from 'feedparser'
import { parseFeed as feedsmith, parseOpml } from 'feedsmith'
import RssParser from 'rss-parser'

const name = (person) => (typeof person === 'string' ? person : person.name)
const alternate = (links) => links.find((link) => (link.rel ?? 'alternate') === 'alternate')?.href
const enclosed = (links) =>
  links.filter((link) => link.rel === 'enclosure').map((link) => [link.href, link.type, link.length])

const parsers = {
  async feedsmith(text, form) {
    const { feed } = feedsmith(text)
    if (form === 'atom') {
      return feed.entries.map((entry) => ({
        id: entry.id,
        title: entry.title?.value,
        link: alternate(entry.links),
        published: entry.published,
        updated: entry.updated,
        authors: entry.authors?.map(name),
        categories: entry.categories?.map((category) => category.label),
        content: entry.content?.value,
        summary: entry.summary?.value,
        enclosures: enclosed(entry.links),
      }))
    }
    if (form === 'rss') {
      return feed.items.map((item) => ({
        id: item.guid?.value,
        title: item.title,
        link: item.link,
        published: item.pubDate,
        updated: item.atom?.updated ?? item.pubDate,
        authors: item.dc?.creators ?? [],
        categories: item.categories?.map((category) => category.name),
        content: item.content?.encoded,
        summary: item.description,
        enclosures: [...(item.enclosures ?? []), ...media(item.media)].map(
          (enclosure) => [enclosure.url, enclosure.type, enclosure.length ?? enclosure.fileSize]),
      }))
    }
    return feed.items.map(json)
  },

  async 'rss-parser'(text, form) {
    if (form === 'json') return undefined
    const feed = await new RssParser().parseString(text)
    return feed.items.map((item) => ({
      id: item.guid ?? item.id,
      title: item.title,
      link: item.link,
      published: item.isoDate,
      content: item['content:encoded'] ?? item.content,
      ...(form === 'atom' && { summary: item.summary, authors: item.author ? [item.author] : [] }),
      ...(form === 'rss' && {
        summary: item.content,
        authors: item.creator ? [item.creator] : [],
        categories: item.categories?.map((category) => category._ ?? category),
        enclosures: item.enclosure &&
          [[item.enclosure.url, item.enclosure.type, item.enclosure.length]],
      }),
    }))
  },

  async '@rowanmanning/feed-parser'(text, form) {
    if (form === 'json') return undefined
    return rowanmanning(text).items.map((item) => ({
      id: item.id,
      title: item.title,
      link: item.url,
      published: item.published,
      updated: item.updated,
      authors: item.authors.map(name),
      categories: item.categories.map((category) => category.label),
      content: item.content,
      summary: item.description,
      enclosures: item.media.map((each) => [each.url, each.mimeType, each.length]),
    }))
  },

  // Its description is an excerpt that it makes itself, of whatever text there is.
  async '@extractus/feed-extractor'(text, form) {
    const feed = form === 'json' ? extractFromJson(JSON.parse(text)) : extractFromXml(text)
    return feed.entries.map((entry) => ({
      id: entry.id,
      title: entry.title,
      link: entry.link,
      published: entry.published,
    }))
  },

  async feedparser(text, form) {
    if (form === 'json') return undefined
    const parser = new FeedParser()
    const items = []
    Readable.from([text]).pipe(parser)
    for await (const item of parser) items.push(item)
    return items.map((item) => ({
      id: item.guid,
      title: item.title,
      link: item.link,
      published: item.pubdate,
      updated: item.date,
      authors: item.author ? [item.author] : [],
      categories: item.categories,
      content: item.description,
      summary: item.summary,
      enclosures: item.enclosures.map((each) => [each.url, each.type, each.length]),
    }))
  },
}

function media(found) {
  const groups = (found?.groups ?? []).flatMap((group) => group.contents ?? [])
  return [...(found?.contents ?? []), ...groups].filter((each) => each.medium !== 'image')
}

function json(item) {
  return {
    id: item.id,
    title: item.title,
    link: item.url,
    published: item.date_published,
    updated: item.date_modified,
    authors: item.authors?.map(name),
    categories: item.tags,
    content: item.content_html,
    summary: item.summary,
    enclosures: item.attachments?.map((each) => [each.url, each.mime_type, each.size_in_bytes]),
  }
}

function* feeds(outlines) {
  for (const outline of outlines ?? []) {
    if (outline.xmlUrl) yield [outline.text, outline.xmlUrl]
    yield* feeds(outline.outlines)
  }
}

async function all(folder) {
  const seen = {}
  for (const [parser, read] of Object.entries(parsers)) {
    seen[parser] = {}
    for (const form of ['atom', 'rss', 'json']) {
      const items = await read(readFileSync(`${folder}/feed.${form}`, 'utf8'), form)
      if (items) seen[parser][form] = items
    }
  }
  return seen
}

const [first, second] = process.argv.slice(2)
const seen = first === '--opml'
  ? [...feeds(parseOpml(readFileSync(second, 'utf8')).body.outlines)]
  : await all(first)
process.stdout.write(JSON.stringify(seen, (_, value) => value ?? null))
