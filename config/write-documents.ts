import { writeFileSync } from "node:fs";
import { exampleEnv, referencePage } from "./document.ts";

// `npm run docs:config`; test/config-documents.test.ts says when it has to be run.
writeFileSync(new URL("reference.md", import.meta.url), referencePage());
writeFileSync(new URL("example.env", import.meta.url), exampleEnv());
