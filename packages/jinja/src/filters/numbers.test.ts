// Filters of numbers, against what Jinja2 3.1.6 prints.
import { test } from "node:test";
import { Environment } from "../environment/environment.ts";
import { check } from "../testing/check.ts";

test("numbers", () => {
  check(new Environment(), [
    [
      "{{ (-3)|abs }}|{{ (-3.5)|abs }}|{{ true|abs }}|{{ (-0.0)|abs }}|{{ (-100000000000000000000)|abs }}",
      "3|3.5|1|0.0|100000000000000000000",
    ],
    ["{{ 'a'|abs }}", "!TypeError: bad operand type for abs(): 'str'"],
    [
      "{{ '42'|int }}|{{ '42.7'|int }}|{{ 42.7|int }}|{{ '-7'|int }}|{{ 'x'|int }}|{{ 'x'|int(5) }}|{{ none|int }}|{{ true|int }}|{{ ' 1_000 '|int }}|{{ '1__0'|int }}|{{ '1e3'|int }}|{{ '٣'|int }}|{{ 'inf'|int(9) }}|{{ [1]|int('d') }}|{{ 1e20|int }}",
      "42|42|42|-7|0|5|0|1|1000|0|1000|3|9|d|100000000000000000000",
    ],
    [
      "{{ '0x1F'|int(0, 16) }}|{{ '1f'|int(base=16) }}|{{ '0b11'|int(0, 2) }}|{{ '0o17'|int(base=0) }}|{{ '017'|int(-1, 0) }}|{{ 'zz'|int(base=36) }}|{{ '12'|int(base=99) }}|{{ '0x1F'|int(0, 8) }}|{{ '-0x_ff'|int(base=16) }}|{{ '12'|int(base='x') }}|{{ '0b1'|int(base=12) }}",
      "31|31|3|15|17|1295|12|0|-255|12|133",
    ],
    ["{{ missing|int }}", "!UndefinedError: 'missing' is undefined"],
    ["{% set text = 'inf' %}{{ text|float|int }}", "!OverflowError: cannot convert float infinity to integer"],
    [
      "{{ '1.5'|float }}|{{ 2|float }}|{{ 'x'|float }}|{{ 'x'|float(1.5) }}|{{ 'x'|float('d') }}|{{ '1e400'|float }}|{{ '-inf'|float }}|{{ 'nan'|float }}|{{ '1_0.5'|float }}|{{ ' 5 '|float }}|{{ none|float }}|{{ true|float }}|{{ '٣.٥'|float }}|{{ '.5e1'|float }}",
      "1.5|2.0|0.0|1.5|d|inf|-inf|nan|10.5|5.0|0.0|1.0|3.5|5.0",
    ],
    [
      "{{ 42|round }}|{{ 42.55|round }}|{{ 2.5|round }}|{{ 3.5|round }}|{{ 2.675|round(2) }}|{{ 1.005|round(2) }}|{{ (-0.4)|round }}|{{ 1234.5|round(-2) }}|{{ 1250.0|round(-2) }}|{{ 1350.0|round(-2) }}|{{ 15|round(-1) }}|{{ 25|round(-1) }}|{{ (-15)|round(-1) }}|{{ 1.5|round(none) }}|{{ true|round }}|{{ 5e-324|round(400) }}|{{ 1.5|round(-400) }}|{{ 123456789012345678901|round(-20) }}",
      "42|43.0|2.0|4.0|2.67|1.0|-0.0|1200.0|1200.0|1400.0|20|20|-20|2|1|5e-324|0.0|100000000000000000000",
    ],
    [
      "{{ 42.1|round(0, 'ceil') }}|{{ 42.9|round(0, 'floor') }}|{{ 42.123|round(2, 'ceil') }}|{{ (-42.129)|round(2, 'floor') }}|{{ 42|round(0, 'ceil') }}|{{ 47|round(-1, 'floor') }}|{{ 47|round(-1, 'ceil') }}|{{ 42.5|round(method='floor') }}",
      "43.0|42.0|42.13|-42.13|42.0|40.0|50.0|42.0",
    ],
    ["{{ 1|round(0, 'up') }}", "!FilterArgumentError: method must be common, ceil or floor"],
    ["{{ 'a'|round }}", "!TypeError: type str doesn't define __round__ method"],
    ["{{ 'a'|round(0, 'ceil') }}", "!TypeError: must be real number, not str"],
    ["{{ 1.5|round(1.5) }}", "!TypeError: 'float' object cannot be interpreted as an integer"],
    [
      "{{ 0|filesizeformat }}|{{ 1|filesizeformat }}|{{ 999|filesizeformat }}|{{ 1000|filesizeformat }}|{{ 1500000|filesizeformat }}|{{ 1024|filesizeformat(true) }}|{{ 1000|filesizeformat(binary=true) }}|{{ 1e24|filesizeformat }}|{{ 1e30|filesizeformat }}|{{ '1e6'|filesizeformat }}|{{ (-5000)|filesizeformat }}|{{ 1.9|filesizeformat }}|{{ 1250|filesizeformat }}|{{ 'nan'|filesizeformat }}",
      "0 Bytes|1 Byte|999 Bytes|1.0 kB|1.5 MB|1.0 KiB|1000 Bytes|1000.0 ZB|1000000.0 YB|1.0 MB|-5000 Bytes|1 Bytes|1.2 kB|nan YB",
    ],
    ["{{ 'x'|filesizeformat }}", "!ValueError: could not convert string to float: 'x'"],
    ["{{ []|filesizeformat }}", "!TypeError: float() argument must be a string or a real number, not 'list'"],
    ["{{ missing|filesizeformat }}", "!UndefinedError: 'missing' is undefined"],
  ]);
});
