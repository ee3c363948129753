// The simulated university's printed catalog: courses, people and places. All of it is made up.

export interface CatalogCourse {
  readonly subject: string;
  readonly number: string;
  readonly title: string;
  readonly credits: number;
  /** Components of a section beside the lecture. */
  readonly lab?: boolean;
}

const COURSES = `ACCT 1001 3 Financial Accounting
ACCT 2210 3 Managerial Accounting
ANTH 1010 3 Culture and Society
ART 1100 3 Drawing Studio
ART 2300 3 Digital Photography
ASTR 1020 4 Stars and Galaxies lab
BIOL 1110 4 Principles of Biology lab
BIOL 2230 4 Genetics lab
BIOL 3350 3 Cell Biology
BUS 1000 3 Foundations of Business
CHEM 1210 4 General Chemistry I lab
CHEM 1220 4 General Chemistry II lab
CHEM 2310 4 Organic Chemistry I lab
COMM 1500 3 Public Speaking
COMM 2400 3 Media and Democracy
CS 1100 4 Introduction to Programming lab
CS 1800 4 Discrete Structures
CS 2500 4 Fundamentals of Computer Science lab
CS 2510 4 Data Structures
CS 3000 4 Algorithms
CS 3500 4 Object-Oriented Design
CS 3650 4 Computer Systems lab
CS 4300 4 Computer Graphics
CS 4530 4 Software Engineering
CS 4550 4 Web Development
DANC 1200 1 Contemporary Dance
DATA 2000 4 Data Wrangling lab
ECON 1115 3 Principles of Macroeconomics
ECON 1116 3 Principles of Microeconomics
ECON 2560 4 Econometrics
ENGL 1111 3 First-Year Writing
ENGL 2740 3 Writing Fiction
ENVR 1101 4 Environmental Science lab
FREN 1101 4 Elementary French
GEOG 2200 3 Maps and Spatial Thinking lab
HIST 1130 3 The Modern World
HIST 2350 3 History of Science
LING 1150 3 Language and Mind
MATH 1241 4 Calculus I
MATH 1342 4 Calculus II
MATH 2321 4 Calculus III
MATH 2331 4 Linear Algebra
MATH 3081 4 Probability and Statistics
ME 2350 4 Statics
MUSC 1001 3 Music in Everyday Life
NURS 2150 4 Health Assessment lab
PHIL 1145 3 Technology and Human Values
PHYS 1151 4 Physics for Engineering I lab
PHYS 1155 4 Physics for Engineering II lab
POLS 1150 3 American Government
PSYC 1101 3 Foundations of Psychology
PSYC 3400 3 Personality
SOCL 1101 3 Introduction to Sociology
SPAN 1101 4 Elementary Spanish
STAT 1500 3 Statistical Reasoning
THTR 1101 3 Acting I`;

export const CATALOG: readonly CatalogCourse[] = COURSES.split("\n").map(parseCourse);

export const INSTRUCTORS: readonly string[] = combine(
  "Amara Bela Carmen Dmitri Elena Farid Grace Hiro Ines Jonas Keiko Luis Maya Nadia Omar Priya Quentin Rosa Samir Tove".split(
    " ",
  ),
  "Abara Bergstrom Castillo Dubois Eriksen Fontaine Gupta Haddad Ivanova Jensen Kowalski Lindqvist Moreno Nakamura Okafor Petrov Quill Rahman Santos Tanaka".split(
    " ",
  ),
);

export const BUILDINGS: readonly string[] = [
  "Alder Hall",
  "Birch Center",
  "Carver Hall",
  "Dunmore",
  "East Quad",
  "Franklin",
  "Greenhouse Labs",
  "Hale Library",
];

/** Days with start and end: the slots of a real timetable. */
export const LECTURE_SLOTS: readonly (readonly [string, string, string])[] = [
  ["MWF", "08:00", "08:50"],
  ["MWF", "09:05", "09:55"],
  ["MWF", "10:10", "11:00"],
  ["MWF", "11:15", "12:05"],
  ["MWF", "13:25", "14:15"],
  ["TR", "08:00", "09:20"],
  ["TR", "09:50", "11:10"],
  ["TR", "11:45", "13:05"],
  ["TR", "13:35", "14:55"],
  ["TR", "15:25", "16:45"],
  ["MW", "14:50", "16:10"],
  ["MW", "17:20", "18:40"],
];

export const LAB_SLOTS: readonly (readonly [string, string, string])[] = [
  ["M", "15:00", "17:40"],
  ["T", "17:30", "20:10"],
  ["W", "18:00", "20:40"],
  ["R", "08:00", "10:40"],
  ["F", "13:00", "15:40"],
];

function parseCourse(line: string): CatalogCourse {
  const [subject = "", number = "", credits = "0", ...words] = line.split(" ");
  const lab = words.at(-1) === "lab";
  return { subject, number, credits: Number(credits), title: words.slice(0, lab ? -1 : undefined).join(" "), lab };
}

function combine(first: readonly string[], last: readonly string[]): readonly string[] {
  return last
    .map((name, i) => `${first[(i * 7) % first.length]} ${name}`)
    .concat(last.map((name, i) => `${first[(i * 3 + 11) % first.length]} ${name}`));
}
