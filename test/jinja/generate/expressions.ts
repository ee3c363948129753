// The grammar of expressions: for each type the ways to write one. `$int` is any expression of that type.
//
// Left out, because their output is no function of the template: `random`, `lipsum`, `debug`, whatever prints an
// address (`{{ s.upper }}`, `{{ d['items'] }}` without a call; the runner drops those that slip through), the identity of strings and of
// numbers (`sameas`; CPython's own affair).
// Bounded, so that neither side works for long: factors of texts and lists, exponents, widths and ranges are literals.

/** Productions by the kind of what they make. */
export type Grammar = Readonly<Record<string, readonly string[]>>;

/** Productions are three blanks or a line apart. */
function productions(table: string): readonly string[] {
  return table.trim().split(/ {3,}|\n\s*/);
}

export const EXPRESSIONS: Grammar = {
  textlit: productions(`
    'a'   ' '   'o'   "x"   ','   '<'   'é'   'abc'   ''   '\\n'   'b' 'c'   '%s'   '&amp;'   '😀'
    '\\u00e9'   '\\x41\\t'   '\\\\'   "\\'"   "it's"   '-'   'A'   '\n'   '<b>'|safe   'ß'   'ǆ'   '٣'   '\\n\\n'
  `),
  width: productions(`
    0   1   2   4   7   10   15   25   40   -3
  `),
  small: productions(`
    0   1   2   3   4   -1
  `),
  intlit: productions(`
    0   1   2   3   7   10   42   1_000   0x1f   0b101   0o17   123456789012345678901
    9007199254740991   9007199254740993   1000000000000000000000   0   255   8
  `),
  str: productions(`
    $textlit   $textlit   $str + $str   $str ~ $any   $any ~ $any ~ $any   $str * $small   $small * $str
    $str[$small]   $str[$slice]   $str if $bool else $str   ($str if $bool)   $strs|join($textlit)   $any|join
    $any|join(',')   $rows|join(', ', attribute='name')   $strs|first   $strs|last   $any|string   $any|tojson
    $any|pprint   $dict|urlencode   $dict|xmlattr   $dict|xmlattr(false)   '%s' % $any   '%s|%r' % ($any, $any)
    '%5d|%-5d|%05d|%+d|%x|%o' % ($int, $int, $int, $int, $int, $int)
    '%.2f|%8.3f|%e|%g' % ($float, $number, $float, $number)   '%(a)s-%(b)s' % {'a': $any, 'b': $any}
    '%d%%' % $number   '%s %s'|format($any, $any)   '%(k)s'|format(k=$any)   '%c%5s%-5s|' % (65, $str, $str)
    '%.3s' % $str   '{} {}'.format($any, $any)   '{0!r:>10}|{1:<6}|'.format($any, $str)
    '{:,} {:_} {:x} {:b} {:#o} {:+d}'.format($int, $int, $int, $int, $int, $int)
    '{:.2f} {:10.3e} {:g} {:%} {:,.1f}'.format($float, $float, $number, $float, $number)
    '{a[0]} {b.name} {b[age]}'.format(a=$strs, b=$row)   '{:{}}|{:^{w}}'.format($str, 8, $str, w=9)
    '{:*^12}|{:.2}|{:>5}'.format($str, $str, $str)   $number|filesizeformat   $int|filesizeformat(true)   $row.name
    $row['city']   $row.address.street   $row|attr('name')   $any|e   $any|escape   $any|forceescape   $any|safe
    $strs|map('upper')|join('-')   $rows|map(attribute='name')|join   $dict|dictsort|join
    (['a', 'b']|join|safe) + $str   $any|list|string   $rows|map(attribute='address.zip')|join(',')
    $any|default('dflt')   $missing|default($str)   $rows|groupby('city')|map(attribute='grouper')|join(';')
    $dict.get('a', $str)   $dict.get($str)   $dict.keys()|join(',')   $str|upper   $str|lower   $str|title
    $str|capitalize   $str|trim   $str|trim('a ')   $str|e   $str|escape   $str|forceescape   $str|string
    $str|striptags   $str|safe   $str|urlencode   $str|center($width)   $str|indent($width)
    $str|indent($small, true)   $str|indent($small, first=$bool, blank=$bool)   $str|indent($textlit)
    $str|truncate($width)   $str|truncate($width, $bool)   $str|truncate($width, true, $textlit)
    $str|truncate($width, false, '..', $small)   $str|truncate(length=$width, leeway=$small)
    $str|replace($textlit, $str)   $str|replace($textlit, $textlit, $small)   $str|wordwrap($width)
    $str|wordwrap($width, $bool, $textlit)   $str|wordwrap($width, break_on_hyphens=$bool)   $str|urlize
    $str|urlize($width)   $str|urlize($width, true)   $str|urlize(target='_blank')   $str|urlize(rel='x')
    $str|reverse   $str|default($str)   $str|default($str, true)   $str|d($textlit, boolean=true)   $str|tojson
    $str|tojson($small)   $str|pprint   $str|format($any)   $str|string|trim   $str.upper()   $str.lower()
    $str.title()   $str.capitalize()   $str.swapcase()   $str.strip()   $str.lstrip()   $str.rstrip($textlit)
    $str.strip($textlit)   $str.replace($textlit, $str)   $str.replace($textlit, $textlit, $small)
    $str.center($width)   $str.center($width, '*')   $str.ljust($width)   $str.ljust($width, '.')
    $str.rjust($width, '0')   $str.zfill($width)   $str.join($strs)   $str.casefold()   $str.expandtabs($small)
    $str.removeprefix($textlit)   $str.removesuffix($textlit)   $str.format($any, x=$any)
    $str.partition($textlit)[0]   $str.rpartition($textlit)[2]   $str.translate({97: 'b'})
    $str.isascii()|string   $str.isprintable()|string   $str.encode()|string   $str.rsplit($textlit, $small)|string   $str.format_map($dict)
    $str.rindex($textlit)|string   $str.title().swapcase()   'don\\'t (stop) o\\'neil foo-bar [baz] <qux>'|title   "they're bill's"|title   $str.splitlines()[0]
    '<!-- c --> a <b>x</b>  y\\n z &amp; &eacute; &#65; &nope;'|striptags   '(http://x.org/a_(b)). www.example.com:8080/p, foo@bar.com. ftp://x.y'|urlize
    'see https://example.com/?q=<x>&y=\\'z\\' or mailto:me@x.org!'|urlize(nofollow=$bool, target=$textlit)   'http://a.b/cdefghijklmnop'|urlize($width)   'tel:+1 http://x.yz'|urlize(extra_schemes=['tel:'])
    $any|tojson(indent=$small)   '</script>&\\'"'|tojson   {'b': $any, 'a': [$any]}|tojson   {'a': $any, 'b': $any}|pprint   [$any, [$any, {'k': $any}]]|pprint   $rows|pprint
    {'class': $any, 'id': none, 'x': nope, 'y': true, 'z': $number}|xmlattr   {'q': $str, 'a b': $any}|urlencode   [('a', $any), ('b', 2)]|urlencode   $str|urlencode|urlencode
    'a verylongwordthatgoeson and-on and-on\\nnew  line'|wordwrap($width)   'a verylongwordthatgoeson and-on'|wordwrap($width, false)   'one two-three'|wordwrap(6, true, '|', $bool)
    $str|truncate(5, true, '')   'hello big world'|truncate($width, $bool, '…', $small)   $str|indent('--', true, true)   ('a\\n\\nb'|safe)|indent($small)   $str|replace($textlit, '<')|safe
    ('<b>'|safe) + $str   ('%s'|safe) % $any   ('%s|%r'|safe) % ($any, $any)   ('{}'|safe).format($any)   ('{0!r:>9}'|safe).format($str)   ('<i>'|safe).join([$str, $any|string])   ('a<b'|e).upper()   ('<a>'|safe)|striptags
    ('x,y'|safe).split(',')|string   ('<b>'|safe)[$small]   ('a'|safe) * $small   $str ~ ('<b>'|safe)   ('<u>'|safe).replace('u', $str)   [('<b>'|safe), $str]|join('<')   [$str, $str]|join('<b>'|safe)
    $number|filesizeformat($bool)   '1e5'|filesizeformat   1e13|filesizeformat   $int|string|center($width)   ($float|round(2))|string   $float ~ ''   "%s" % $float   "%.3g|%10.4f|%-8s|" % ($float, $number, $str)
    '%r' % ($any,)   '%s' % [1, $any]   '%x' % $int   '%i%%' % $float   '%08.3f' % $number   '%+.2e' % $number   '% d' % $int   '%(x)05d' % {'x': $int}   '%*d' % (5, 3)
    '{:>{}}'.format($str, 6)   '{:^10}|{:<10}|{:>10}'.format($int, $bool, $float)   '{0:c}{0:d}{0:X}'.format(65)   '{:08.3f}'.format($number)   '{!s:.3}'.format($any)   '{:n}'.format($int)   '{:+.1%}'.format($float)
    $row|attr('address')|attr('street')   $row.address['street']   $rows|map(attribute='tags.0')|join('|')   $strs|map('first')|join   $strs|map('truncate', 3, true)|join('/')   [[1, 'a'], [1, 'b'], [2, 'c']]|groupby(0)|list|string
    $str if $bool else $str if $bool else $str   ($str or $str) ~ ($str and $str)   $str|default('x', true)|upper   $dict|map('upper')|join   $dict|items|map('first')|join   $dict.values()|map('string')|join('+')
  `),
  slice: productions(`
    $small:   :$small   $small:$small   ::2   ::-1   1:-1   $int:$small   ::$small   :
  `),
  number: productions(`
    $int   $int   $float
  `),
  int: productions(`
    $intlit   $intlit   $int + $int   $int - $int   $int * $int   $int // $int   $int % $int   $intlit ** 2
    2 ** $small ** 2   -$int   +$int   -$intlit ** 2   $any|length   $any|count   $str|int   $any|int
    $any|int($intlit)   $str|int(default=7, base=16)   $float|int   $float|round|int   $int|abs   $str|wordcount
    $ints|sum   $ints|sum(start=$int)   $rows|sum('age')   $rows|sum(attribute='age', start=$int)   $ints|first
    $ints|last   $ints|min   $ints|max   $ints[$small]   $row.age   $row['age']   $str.find($textlit)
    $str.rfind($textlit)   $str.count($textlit)   $strs.count($str)   $int.bit_length()   $int if $bool else $int
    (($int))   ($int + $bool)   $any|default($int)   $rows|map(attribute='age')|sum   $rows|map(attribute='age')|max
    $row.address.zip   $range|length   $range|sum   $ints|select('even')|list|length
    '0x1f'|int(0, 16)   ' 1_000 '|int   '٣'|int   '1e3'|int   '12.7'|int(5)   'nan'|int(3)   '0b11'|int(base=2)   '077'|int(base=8)   ''|int   -$int // $int   -$int % 7   $int // -3   $int % -7   - -1   +-$int
    $int.real   $int.numerator   $int.bit_count()   $int.conjugate()   $strs.index($str)   $str.rfind('')   not $int   1 if $int   $int - -$int   $int|abs|string|length   (1, 2, 1).count(1)   [$int, $int].index($int)   $int * $float|int
    $int|round(-2)|int   1234567|round(-3)|int   7 // 2 * 2   2 + 3 * 4 ** 2 // 5 % 3   $ints|map('int')|sum   $strs|map('length')|sum   $ints|length   -7 // 2   -7 % 3   $ints|sum if $ints
  `),
  float: productions(`
    1.5   0.25   1e3   2.0   1.5e-5   12.50   $number / $number   $float + $number   $float * $number
    $number - $float   $float // $number   $float % $number   2.5 ** $small   -$float   $number|float   $str|float
    $any|float($float)   $number|round   $number|round($small)   $float|round($small, 'ceil')
    $float|round(precision=$small, method='floor')   $float|abs   $row.score   $rows|sum('score')
    $rows|map(attribute='score')|min   $int ** -1   7 / 2   10 / 5   -7 // 2.0   $float if $bool else $number
    0.1 + 0.2   1e16   123456789.123456789   1e22 / 3   10 ** 22 / 3   1e-5 * 10   100000000000000000000 * 1.0   1e308 * 10   -0.0   0.0 * -1   'inf'|float   '-inf'|float   'nan'|float   '1_0.5'|float   ' 2.5 '|float   'x'|float(1.5)
    2.5|round   -2.5|round   0.125|round(2)   2.675|round(2)   1e20|round   5.015|round(2, 'common')   $float|round(1, 'floor')   -$float|round(0, 'ceil')   $number|round(-1)   $float // 1   $float % 1   -$float % 1   $float.real   7.5 // 2   2 ** 0.5   (-8) ** 2   9 ** 0.5   1 / 3
    $ints|sum / 7   [0.1, 0.2, 0.3]|sum   [1, 2.5, $float]|sum   [$float, $number]|max   [$float, $number]|min   $int / $intlit   2 ** -$small   $float ** 2   1_000.5   1E-3   5e-324   1.7976931348623157e308
  `),
  bool: productions(`
    true   false   True   not $bool   $bool and $bool   $bool or $bool   $number == $number   $number < $number
    $number <= $number   $str < $str   $any == $any   $any != $any   $str > $str   $int < $int < $int
    $int == $int != $int >= $int   $str in $str   $str in $strs   $int not in $ints   $str in $dict   $int is odd
    $int is even   $int is divisibleby $intlit   $int is divisibleby(3)   $any is defined   $missing is defined
    $any is not none   $any is none   $any is string   $any is number   $any is integer   $any is float
    $any is mapping   $any is sequence   $any is iterable   $any is callable   $any is boolean   $any is true
    $any is false   $str is upper   $str is lower   $any is eq($any)   $any is equalto $int   $number is gt $number
    $number is lt($number)   $number is ge $number   $number is le $number   $any is ne $any   $any is in $ints
    $str is in($strs)   $any is not undefined   $str is escaped   ($str|safe) is escaped   'upper' is filter
    'nope' is filter   'odd' is test   $bool is sameas true   $any is sameas none   $str.startswith($textlit)
    $str.endswith($textlit)   $str.isdigit()   $str.isalpha()   $str.isalnum()   $str.isupper()   $str.islower()
    $str.isspace()   $str.istitle()   $str.isdecimal()   $str.isnumeric()   $str.isidentifier()   $row.ok
    $any and $any   $any or $any   $any|default(false)   $ints == $ints   $ints < $ints   $dict == $dict
    ($int, $str) == ($int, $str)
    $str.isascii()   $str.isprintable()   $any is divisibleby 3 and $bool   not $str in $strs   not not $any   $any is not string and $bool   1 < $int <= 10 != $int   $any is sequence and $any is not string   $int in $range   ($str, 1) in [($str, 1)]
    $int == $int.real   $any == none   1 == 1.0 == true   0 == false   'a' < 'B'   [1, 2] < [1, 3]   (1, 'a') <= (1, 'b')   $any is eq none   $dict is mapping and $dict   $str is filter   loop is defined   $any is test   'a' ~ 1 == 'a1'   $number != $number   {} == {}   $int is in [1, 2, $int]
    nope is undefined   nope == nope   not nope   nope or $bool   $any is escaped   $strs is iterable   $any is sameas false   $float is number   $float == $float|string|float   $int > $float   $any != $str   $str|length > $int   $int is ge 3 and $int is lt 100
  `),
  none: productions(`
    none   None   [].append(1)
  `),
  ints: productions(`
    [1, 2, 3]   []   [$int, $int]   [$int, $number, $int]   range(5)|list   $range|list   $ints + $ints
    $ints * $small   $ints[$slice]   $ints|sort   $ints|sort(reverse=$bool)   $ints|reverse|list   $ints|unique|list
    $ints|map('abs')|list   $ints|select('odd')|list   $ints|reject('gt', 3)|list   $ints|select|list
    $ints|map('float')|list   $rows|map(attribute='age')|list   $rows|map(attribute='nope', default=1)|list
    $ints if $bool else []   ($int, $int)   (1,)   ()   $ints|list   $ints|map('string')|map('int')|list
    $ints|sort|reverse|list   $ints[::-1]   $ints[-3:]   $ints[5:1:-2]   $ints[:-1]   (1, 2, 3)[1:]   $ints.copy()   $ints|batch(2)|map('sum')|list   $ints|slice(2)|map('length')|list   $ints|map('divisibleby', 2)|list   $ints|select('divisibleby', 2)|list   $ints|reject('odd')|map('string')|list
    $ints|select('in', [1, 2, 3])|list   $range|map('abs')|list   $range[1:]|list   $range|reverse|list   $range|batch(2, none)|list   range(10)[2:8:3]|list   ($int,) + (2, 3)   [[1], [2, $int]]|map('last')|list   [[1, 2], [3]]|sum(start=[])   $ints|unique|sort|list   $dict.values()|select('number')|list
  `),
  range: productions(`
    range(4)   range(1, 6)   range(10, 0, -3)   range($small)   range($small, 9, 2)   range(0)   range(3, $small)
  `),
  strs: productions(`
    ['a', 'b', 'c']   []   [$str, $str]   [$str, $str, $str]   $str.split()   $str.split(',')
    $str.split($textlit, $small)   $str.rsplit(None, 1)   $str.splitlines()   $str.splitlines(true)
    $str.partition($textlit)   $str|list   $strs|sort   $strs|sort(case_sensitive=$bool, reverse=$bool)
    $strs|unique|list   $strs|unique(true)|list   $strs|map('upper')|list   $strs|map('replace', 'a', 'b')|list
    $strs|map('trim')|map('length')|list   $strs|select|list   $strs|reject('in', ['a'])|list
    $strs|select('eq', $str)|list   $strs + $strs   $strs[$slice]   $strs|reverse|list
    $rows|map(attribute='name')|list   $dict|list   $dict.keys()|list   $dict.values()|list
    $strs|map('default', 'x')|list   $rows|map(attribute='city', default='none')|list   $rows|map('attr', 'name')|list
    $row.tags   $strs|batch(2, 'pad')|list   $strs|map('e')|list   $strs|sort|map('title')|list   ($str, $str)
    $str.split($textlit)   $str.rsplit()   $strs|sort(true)   $strs|sort(attribute='0')|list   $strs|groupby(0)|map('first')|list   $strs|map('upper')|unique|list   $strs|map('e')|map('upper')|list   $strs|reject('eq', '')|list   $strs|select('string')|list   $strs|map('center', 9)|list   $strs|map('format', 1)|list
    $strs|batch(3, '&')|map('join', '-')|list   $strs|slice(2, '!')|map('join')|list   $str|batch(2)|map('join')|list   $strs|select('upper')|list   $strs|map('striptags')|list   $strs|map('wordcount')|list   $strs|map('title')|reverse|list   $strs[::2]   $strs[-2:]   $rows|map(attribute='tags')|map('join', ',')|list   $dict|dictsort|map('first')|list   $dict|dictsort(reverse=true)|map('first')|list
    $rows|sum(attribute='tags', start=[])   $rows|map(attribute='address.street')|map('upper')|list   $rows|groupby('name')|map(attribute='list')|map('length')|map('string')|list   $rows|map(attribute='nope', default='-')|list   ['b', 'A', 'a', 'B']|sort   ['b', 'A', 'a', 'B']|sort(case_sensitive=true)   ['b', 'A', 'a', 'B']|unique|list   [$str, 'é', 'e', 'z']|sort
  `),
  row: productions(`
    $rows[0]   $rows|first   $rows|last   {'name': $str, 'age': $int, 'tags': $strs, 'address': {'street': $str}}
    dict(name=$str, age=$int)   $rows|min(attribute='age')   $rows|max(attribute='score')   $rows[$small]
  `),
  rows: productions(`
    []   [$row]   [$row, $row]   $rows|sort(attribute='age')   $rows|sort(attribute='name', reverse=true)
    $rows|sort(attribute='city,age')   $rows|sort(attribute='name', case_sensitive=true)   $rows|selectattr('ok')|list
    $rows|selectattr('age', 'gt', $int)|list   $rows|rejectattr('city', 'none')|list   $rows|rejectattr('ok')|list
    $rows|unique(attribute='city')|list   $rows[$slice]   $rows|reverse|list   $rows + $rows
    $rows|selectattr('address.zip', 'odd')|list   $rows|selectattr('tags')|list
    $rows|sort(attribute='ok,name')   $rows|sort(attribute='address.zip', reverse=$bool)   $rows|selectattr('age', 'in', [1, 2, 3, $int])|list   $rows|selectattr('name', 'eq', 'anna')|list   $rows|rejectattr('score', 'lt', $float)|list   $rows|selectattr('city')|list   $rows|selectattr('city', 'string')|list   $rows|unique(attribute='name', case_sensitive=true)|list   $rows|selectattr('nope', 'undefined')|list   $rows|sort(true, attribute='name')
  `),
  dict: productions(`
    {}   {'a': $any}   {'a': $int, 'b': $str}   {$str: $any}   {1: $any, 'x': $any}   dict(a=$any, b=$any)
    dict($dict, z=$int)   $dict.copy()   {'k': {'n': $any}}.k   $row.address   dict($dict.items())
    dict([('p', $any)])   $row
    {'a': 1, 'b': {'c': [$any]}}   {1: 'a', 1.0: 'b', true: 'c'}   {(1, 2): $any}   {'x': 1, 'x': $any}   dict(x=1, **$dict)   dict([[1, 2], ('k', $any)])   {none: 1, false: $any}   {$int: $str, 'z': $float}
  `),
  missing: productions(`
    nope   $dict.nope   $row.nope   $strs[99]   $dict['no such']   $strs.nope   $int.nope   ([]|first)   $str.nope
  `),
  any: productions(`
    $str   $str   $str   $str   $int   $int   $float   $bool   $none   $ints   $strs   $rows   $dict   $row   $missing
    $any|default($any)   $any if $bool else $any   $any if $bool   [$any, $any]   ($any, $any)   {'x': $any}
    $dict.items()|list   $dict|items|list   $dict|dictsort   $rows|groupby('city', default='')
    $rows|groupby('name')|list   $rows|groupby('age', default=0)|list
    $rows|groupby('city', case_sensitive=true, default='x')|list   $strs|batch(2)|list   $ints|batch(3, 0)|list
    $strs|slice(2)|list   $ints|slice(3, 'x')|list   $strs|list   $rows|first   $ints|last   $strs|min   $strs|max
    $ints|unique|list   $any|string   $any|safe   $number|round   $any|e   $any|upper   $any|title   $any|trim
    $any|wordcount   $any|float   $any|int   $any|attr('name')   $range   $dict['a']   $dict.a   $row.name
    $row['city']   $any and $any   $any or $any   not $any   $any ~ $any   $dict.pop('a', 1)
    $dict.setdefault('q', $any)   $strs.append($any)   $dict.update({'u': 1})   $float.is_integer()
    cycler('a', $any).next()   joiner($str)()   namespace(a=$any).a   $rows|map(attribute='name')|list
    $any|tojson|safe   $strs|map('length')|list   $strs|join($any)   $risky
    $dict.get('a')   $dict.keys()   $dict.values()   $dict.items()   $ints|tojson   ($any, )   [[$any], ($any, [$any])]   {'k': ($any, $any)}   $str.partition($textlit)   $rows|map(attribute='address')|list   'a' 'b' ~ $any   $any|default('d', true)   ($any, $any)|first   range(3)   [$float, $int, $str]   [none, true, $any]   $str|list   [$str|safe, $str|e]   $dict.popitem()   $ints.insert(0, $any)   $ints.extend([1])   $ints.reverse()   $strs.sort()   $strs.clear()   $float.as_integer_ratio()   $float.hex()   (1, 2) + (3,)   $rows|groupby('age')|first   $dict|length   undefined_thing|default   $rows|batch(2)|list|length
  `),
  // Mostly errors, and those of the right class.
  risky: productions(`
    $any|items|list   $dict|dictsort(by='value')   $dict|dictsort(true, 'key', true)   $rows|groupby('city')
    $any|batch(2)|list   $any|list   $any|first   $any|last   $any|min   $any|max   $any|sort   $any|reverse|list
    $any|unique|list   $any|map('string')|list   $any|round   $any|abs   $any|sum   $any|length
    $any|attr('upper')|default('?')   $any[$small]   $any['a']   $any.a   $any.name   $any + $any
    $any - $any   $any / $any   $any % $int   -$any   $any < $any   $any in $any   $ints.pop()   $any|items   $any()
    $any($any)   $any|map(attribute='a')|list   $any|select('defined')|list   $any|map('length')|list   $any|xmlattr
    $any|urlencode   $any|join($any)   $any|dictsort   $strs|map('nope')|list   $any|nope   $any is nope
    $any|upper($any)   $any|replace($any, $any)   $any|truncate($any)   $any is divisibleby $any
 
    $any|sort(attribute='a')   $any|groupby('a')   $any|sum(attribute='b')   $any is lower   $any.items()|list   $any.upper()   $any|indent   $any|wordwrap(5)|string   $any|int($any)   $any|round($any)   $any[$any]   $any[$small:$small]   $any|map($any)|list   $any|selectattr($any)|list   $any|default   $any < $any < $any   $any // $any   $any ** 2   +$any   $any|format($any)   $any|striptags   $any|filesizeformat   $any is in $any   $any.x.y   $any|first|last   $any|urlize   $any|center(5)   dict($any)   namespace($any)   cycler($any).next()   $any|min(attribute='x')   $any|unique(attribute='k')|list   $any|escape|length   $any.append(1)   $any|items|list
  `),
};
