// What date.isocalendar() gives: a tuple with names.
import { isoWeek } from "../format/strftime.ts";
import { ATTRIBUTE, REPR } from "../values/protocol.ts";
import { Tuple } from "../values/tuple.ts";

class IsoCalendarDate extends Tuple {
  [REPR](): string {
    return `datetime.IsoCalendarDate(year=${String(this[0])}, week=${String(this[1])}, weekday=${String(this[2])})`;
  }

  [ATTRIBUTE](name: string): unknown {
    const place = ["year", "week", "weekday"].indexOf(name);
    return place === -1 ? undefined : this[place];
  }
}

/** Year, week and weekday by ISO 8601. */
export function isoCalendar(self: Date): Tuple {
  const { year, week, day } = isoWeek(self);
  return new IsoCalendarDate(year, week, day);
}
