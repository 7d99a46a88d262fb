alter table entry add column mood text not null default '';
