call gouji#ale#Define('markdown')
