"""A good document in each format, with everything that a document may have."""

from feedsvc.model import Format

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/css" href="https://news.example/feeds/feed.css"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"
  xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns:media="http://search.yahoo.com/mrss/"
  xml:lang="zh-CN">
<id>tag:news.example,2023:feeds/all</id>
<title>新闻门户</title>
<subtitle type="text">a &lt;script&gt; tutorial</subtitle>
<updated>2023-06-03T10:20:30Z</updated>
<author><name>新闻门户</name></author>
<generator uri="https://feedsvc.example/">feedsvc</generator>
<icon>https://news.example/icon.png</icon>
<logo>https://news.example/logo.png</logo>
<rights>CC0</rights>
<fh:archive/>
<link rel="self" type="application/atom+xml" href="https://news.example/feeds/a/2023-06.atom"/>
<link rel="current" href="https://news.example/feeds/a.atom"/>
<link rel="prev-archive" href="https://news.example/feeds/a/2023-05.atom"/>
<link rel="next-archive" href="https://news.example/feeds/a/2023-07.atom"/>
<link rel="alternate" type="text/html" href="https://news.example/"/>
<at:deleted-entry ref="tag:news.example,2023:gone" when="2023-06-01T00:00:00Z"/>
<entry xml:lang="zh-CN">
<id>tag:news.example,2023:articles/second</id>
<title type="html">成本 &amp;lt; 预算 &lt;b&gt;粗&lt;/b&gt;</title>
<published>2023-06-02T16:00:05.25+08:00</published>
<updated>2023-06-03T10:20:30Z</updated>
<author><name>李明</name><uri>https://news.example/people/li-ming</uri></author>
<contributor><name>王静</name><email>wang@news.example</email></contributor>
<category term="主题教育" scheme="https://news.example/feeds/tag/" label="主题教育"/>
<link href="https://news.example/articles/second"/>
<link rel="alternate" hreflang="en" href="https://news.example/en/second"/>
<link rel="enclosure" type="audio/mpeg" length="48213" href="https://news.example/a.mp3"/>
<link rel="http://example.org/other" href="https://news.example/other"/>
<media:group><media:content url="https://news.example/a.jpg" type="image/jpeg" medium="image"
  width="640" height="480" fileSize="4711" duration="2.5"><media:title>a &lt;b</media:title>
</media:content><media:thumbnail url="https://news.example/t.jpg" width="64"/></media:group>
<summary>记者 &lt;script&gt;</summary>
<content type="html">&lt;p title="x &gt; y"&gt;录音&lt;a href="https://news.example/about?a=1&amp;amp;b"
&gt;见&lt;/a&gt;&lt;img src='https://news.example/i.jpg' alt&gt; a &lt; b&lt;/p&gt;</content>
</entry>
<entry>
<id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id>
<title>一</title>
<published>2023-06-01T01:30:00Z</published>
<updated>2023-06-01T01:30:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p><a
  href="https://news.example/">x</a></p></div></content>
</entry>
</feed>
"""

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel>
<title>新闻门户</title>
<link>https://news.example/</link>
<description>全部文章 &lt;em&gt;都在这里&lt;/em&gt;</description>
<atom:link rel="self" type="application/rss+xml" href="https://news.example/feeds/all.rss"/>
<language>zh-CN</language>
<managingEditor>wang@news.example (王静)</managingEditor>
<lastBuildDate>Sat, 03 Jun 2023 10:20:30 GMT</lastBuildDate>
<ttl>5</ttl>
<image><url>https://news.example/logo.png</url><title>新闻门户</title>
<link>https://news.example/</link><width>144</width><height>400</height></image>
<itunes:author>新闻门户</itunes:author>
<itunes:image href="https://news.example/cover.jpg"/>
<itunes:category text="News"><itunes:category text="Daily News"/></itunes:category>
<itunes:explicit>false</itunes:explicit>
<item>
<title>访谈：a &lt;script&gt; tutorial</title>
<link>https://news.example/articles/second</link>
<description>记者 &amp;lt;script&amp;gt;</description>
<content:encoded>&lt;p&gt;录音见附件。&lt;/p&gt;</content:encoded>
<guid isPermaLink="false">tag:news.example,2023:articles/second</guid>
<category domain="https://news.example/feeds/tag/">主题教育</category>
<enclosure url="https://news.example/a.mp3" length="48213" type="audio/mpeg"/>
<pubDate>Fri, 02 Jun 2023 16:00:05 +0800</pubDate>
<dc:creator>李明</dc:creator>
<dc:language>zh-CN</dc:language>
<atom:updated>2023-06-03T10:20:30Z</atom:updated>
<media:content url="https://news.example/b.mp3" fileSize="7" type="audio/mpeg"/>
<itunes:duration>1:02:03</itunes:duration>
</item>
<item>
<description>只有描述</description>
<guid>https://news.example/articles/first</guid>
<pubDate>1 Jun 23 01:30 EST</pubDate>
</item>
</channel>
</rss>
"""

JSON = """{"version":"https://jsonfeed.org/version/1.1","title":"新闻门户",
"home_page_url":"https://news.example/","feed_url":"https://news.example/feeds/all.json",
"next_url":"https://news.example/feeds/archive/all/2023-05.json","description":"全部文章",
"icon":"https://news.example/icon.png","language":"zh-CN","authors":[{"name":"新闻门户"}],
"expired":false,"hubs":[{"type":"WebSub","url":"https://hub.example/"}],"items":[
{"id":"tag:news.example,2023:articles/second","url":"https://news.example/articles/second",
"title":"a <script> tutorial","content_html":"<p>录音 &lt;script&gt;</p>","summary":"<script>",
"date_published":"2023-06-02T08:00:05Z","date_modified":"2023-06-03T10:20:30+00:00",
"authors":[{"name":"李明","url":"mailto:li@news.example"}],"tags":["主题教育"],"language":"zh-CN",
"image":"https://news.example/i.jpg","_ours":{"anything":[1]},
"attachments":[{"url":"https://news.example/a.mp3","mime_type":"audio/mpeg",
"size_in_bytes":48213,"duration_in_seconds":12.5}]},
{"id":"2","content_text":"emoji \\ud83d\\ude00 <b>"}
]}
"""

GOOD = {Format.ATOM: ATOM, Format.RSS: RSS, Format.JSON: JSON}
