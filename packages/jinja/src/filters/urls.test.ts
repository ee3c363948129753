// urlencode and urlize, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("parts of URLs", () => {
  check(new Environment(), [
    [
      "{{ 'a/b c?d=e&f+é%~-_.!*\\'()'|urlencode }}|{{ '€/😀'|urlencode }}|{{ 5|urlencode }}|{{ none|urlencode }}|{{ ''|urlencode }}",
      "a/b%20c%3Fd%3De%26f%2B%C3%A9%25~-_.%21%2A%27%28%29|%E2%82%AC/%F0%9F%98%80|5|None|",
    ],
    [
      "{{ {'a b': 'c&d/', 'x': none, 'y': 1.5}|urlencode }}|{{ [('k', 'v'), ('é', '😀')]|urlencode }}|{{ ['ab', 'cd']|urlencode }}|{{ {}|urlencode }}|{{ missing|urlencode }}",
      "a+b=c%26d%2F&x=None&y=1.5|k=v&%C3%A9=%F0%9F%98%80|a=b&c=d||",
    ],
    ["{{ [1]|urlencode }}", "!TypeError: cannot unpack non-iterable int object"],
    ["{{ ['a']|urlencode }}", "!ValueError: not enough values to unpack (expected 2, got 1)"],
    ["{{ ['abc']|urlencode }}", "!ValueError: too many values to unpack (expected 2)"],
  ]);
});

test("links", () => {
  check(new Environment(), [
    [
      "{{ 'http://example.com/a?b=1&c=2#d www.example.org example.com example.museum' | urlize }}",
      '<a href="http://example.com/a?b=1&amp;c=2#d" rel="noopener">http://example.com/a?b=1&amp;c=2#d</a> <a href="https://www.example.org" rel="noopener">www.example.org</a> <a href="https://example.com" rel="noopener">example.com</a> example.museum',
    ],
    [
      "{{ 'see (http://example.com/a_(b)), <https://example.com>. or www.x.yz...' | urlize }}",
      'see (<a href="http://example.com/a_(b)" rel="noopener">http://example.com/a_(b)</a>), &lt;<a href="https://example.com" rel="noopener">https://example.com</a>&gt;. or <a href="https://www.x.yz" rel="noopener">www.x.yz</a>...',
    ],
    [
      "{{ 'a@b.com mailto:a@b.com a.b+c@d-e.co.uk. @b.com a@b x@y.z:80 user@www.a.com a@b@c.com' | urlize }}",
      '<a href="mailto:a@b.com">a@b.com</a> <a href="mailto:a@b.com">a@b.com</a> <a href="mailto:a.b+c@d-e.co.uk">a.b+c@d-e.co.uk</a>. @b.com a@b x@y.z:80 <a href="mailto:user@www.a.com">user@www.a.com</a> <a href="mailto:a@b@c.com">a@b@c.com</a>',
    ],
    [
      "{{ 'http://example.com/long/path' | urlize(10) }}|{{ 'http://a.com' | urlize(nofollow=true) }}|{{ 'http://a.com' | urlize(target='_blank') }}|{{ 'http://a.com' | urlize(rel='me \"x\" nofollow', nofollow=true) }}|{{ 'http://a.com' | urlize(0) }}",
      '<a href="http://example.com/long/path" rel="noopener">http://exa...</a>|<a href="http://a.com" rel="nofollow noopener">http://a.com</a>|<a href="http://a.com" rel="noopener" target="_blank">http://a.com</a>|<a href="http://a.com" rel="&#34;x&#34; me nofollow noopener">http://a.com</a>|<a href="http://a.com" rel="noopener">...</a>',
    ],
    [
      "{{ 'tel:123 ftp://a.com tel: x' | urlize(extra_schemes=['tel:', 'ftp://']) }}",
      '<a href="tel:123" rel="noopener">tel:123</a> <a href="ftp://a.com" rel="noopener">ftp://a.com</a> tel: x',
    ],
    [
      "{{ 'x' | urlize(extra_schemes=['bad scheme']) }}",
      "!FilterArgumentError: 'bad scheme' is not a valid URI scheme prefix.",
    ],
    [
      "{{ 'http://localhost https://1.2.3.4:80/x http://[::1]/ http://[2001:db8::1]:8080/a http://é.com HTTP://EXAMPLE.COM http://a..b.com http://a.com:999999' | urlize }}",
      '<a href="http://localhost" rel="noopener">http://localhost</a> <a href="https://1.2.3.4:80/x" rel="noopener">https://1.2.3.4:80/x</a> <a href="http://[::1]/" rel="noopener">http://[::1]/</a> <a href="http://[2001:db8::1]:8080/a" rel="noopener">http://[2001:db8::1]:8080/a</a> <a href="http://é.com" rel="noopener">http://é.com</a> <a href="https://HTTP://EXAMPLE.COM" rel="noopener">HTTP://EXAMPLE.COM</a> http://a..b.com http://a.com:999999',
    ],
    [
      "{{ 'http://a.com/<b> \"http://a.com\" \\'www.a.com\\' ((http://a.com/(x))) http://a.com)>.&gt; a.info/x foo.bar.net.' | urlize }}",
      '<a href="http://a.com/&lt;b&gt;" rel="noopener">http://a.com/&lt;b&gt;</a> &#34;http://a.com&#34; &#39;www.a.com&#39; ((<a href="http://a.com/(x)" rel="noopener">http://a.com/(x)</a>)) http://a.com)&gt;.&amp;gt; a.info/x <a href="https://foo.bar.net" rel="noopener">foo.bar.net</a>.',
    ],
    [
      "{{ 5|urlize }}|{{ ''|urlize }}|{{ missing|urlize }}|{{ 'a\\n\\thttp://a.com\\n'|urlize }}",
      '5|||a\n\t<a href="http://a.com" rel="noopener">http://a.com</a>\n',
    ],
  ]);
});

test("links under autoescape", () => {
  check(new Environment({ autoescape: true }), [
    [
      "{{ '<b>http://a.com</b> & www.b.org' | urlize }}|{{ '<b>http://a.com</b>' | safe | urlize }}|{{ '&lt;http://a.com&gt;' | safe | urlize }}|{{ 'http://a.com' | urlize(target='\"') }}",
      '&lt;b&gt;http://a.com&lt;/b&gt; &amp; <a href="https://www.b.org" rel="noopener">www.b.org</a>|<b>http://a.com</b>|&lt;<a href="http://a.com" rel="noopener">http://a.com</a>&gt;|<a href="http://a.com" rel="noopener" target="&#34;">http://a.com</a>',
    ],
  ]);
});
