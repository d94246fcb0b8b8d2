-- Two names of one person keep an id each: a register document says that they are one.

drop function kvitto.resolve_same(text[], bytea[], text[], bytea[], uuid[]);
