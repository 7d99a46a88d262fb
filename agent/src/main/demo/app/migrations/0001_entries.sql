create table entry (id integer primary key, at text not null, name text not null, text text not null);
create table beat (id integer primary key autoincrement, release text not null, pid integer not null, at text not null);
