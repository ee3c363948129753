// The grammar of expressions: for each type the ways to write one. `$int` is any expression of that type.
//
// Left out, because their output is no function of the template: `random`, `lipsum`, `debug`, whatever prints an
// address (`{{ s.upper }}` without a call; the runner drops those that slip through), the identity of strings and of
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
  `),
  width: productions(`
    0   1   2   4   7   10   15   25   40   -3
  `),
  small: productions(`
    0   1   2   3   4   -1
  `),
  intlit: productions(`
    0   1   2   3   7   10   42   1_000   0x1f   0b101   0o17   123456789012345678901
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
  `),
  float: productions(`
    1.5   0.25   1e3   2.0   1.5e-5   12.50   $number / $number   $float + $number   $float * $number
    $number - $float   $float // $number   $float % $number   2.5 ** $small   -$float   $number|float   $str|float
    $any|float($float)   $number|round   $number|round($small)   $float|round($small, 'ceil')
    $float|round(precision=$small, method='floor')   $float|abs   $row.score   $rows|sum('score')
    $rows|map(attribute='score')|min   $int ** -1   7 / 2   10 / 5   -7 // 2.0   $float if $bool else $number
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
  `),
  dict: productions(`
    {}   {'a': $any}   {'a': $int, 'b': $str}   {$str: $any}   {1: $any, 'x': $any}   dict(a=$any, b=$any)
    dict($dict, z=$int)   $dict.copy()   {'k': {'n': $any}}.k   $row.address   dict($dict.items())
    dict([('p', $any)])   $row
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
    $dict['items']   $row['city']   $any and $any   $any or $any   not $any   $any ~ $any   $dict.pop('a', 1)
    $dict.setdefault('q', $any)   $strs.append($any)   $dict.update({'u': 1})   $float.is_integer()
    cycler('a', $any).next()   joiner($str)()   namespace(a=$any).a   $rows|map(attribute='name')|list
    $any|tojson|safe   $strs|map('length')|list   $strs|join($any)   $risky
  `),
  // Mostly errors, and those of the right class.
  risky: productions(`
    $any|items|list   $dict|dictsort(by='value')   $dict|dictsort(true, 'key', true)   $rows|groupby('city')
    $any|batch(2)|list   $any|list   $any|first   $any|last   $any|min   $any|max   $any|sort   $any|reverse|list
    $any|unique|list   $any|map('string')|list   $any|round   $any|abs   $any|sum   $any|length
    $any|attr('upper')|default('?')   $any[$small]   $any['a']   $any.a   $any.name   $any['items']   $any + $any
    $any - $any   $any / $any   $any % $int   -$any   $any < $any   $any in $any   $ints.pop()   $any|items   $any()
    $any($any)   $any|map(attribute='a')|list   $any|select('defined')|list   $any|map('length')|list   $any|xmlattr
    $any|urlencode   $any|join($any)   $any|dictsort   $strs|map('nope')|list   $any|nope   $any is nope
    $any|upper($any)   $any|replace($any, $any)   $any|center($any)   $any|truncate($any)   $any is divisibleby $any
    $any|slice($any)|list
  `),
};
