#!/usr/bin/env node
// The `seatstack` command of a checkout: installs what is missing, then runs the real main on the pinned Node.
import { join } from "node:path";
import { install, root, runNode } from "./bootstrap.mjs";

install();
runNode(["--disable-sigusr1", "--no-warnings", join(root, "packages/cli/src/main.ts"), ...process.argv.slice(2)]);
