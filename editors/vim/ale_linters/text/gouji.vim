call gouji#ale#Define('text')
