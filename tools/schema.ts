import { writeFileSync } from "node:fs";
import { settingsJsonSchema } from "./settings-json-schema";

writeFileSync("workmail.schema.json", settingsJsonSchema());
