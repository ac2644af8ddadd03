-- The seven databases; PostgreSQL's image runs this once, when its data folder is new.
create database aegis_orchestrator;
create database aegis_onboarding;
create database aegis_query;
create database aegis_feedback;
create database aegis_state;
create database aegis_monitor;
create database aegis_approval;
