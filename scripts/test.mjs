// `npm test`: everything that can run on this machine, in one go. Arguments are test files; none means all.
import { install, root, runNode } from "./bootstrap.mjs";

install();
runNode(["--no-warnings", "scripts/test.ts", ...process.argv.slice(2)], { cwd: root });
