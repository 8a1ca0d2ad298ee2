// First names from many countries, and places that everybody knows: to be replaced by each other.

export const firstNames: readonly string[] = [
  'James', 'John', 'Robert', 'Michael', 'William', 'David', 'Richard', 'Joseph', 'Thomas', 'Charles', 'Mary', 'Patricia', 'Jennifer',
  'Linda', 'Elizabeth', 'Barbara', 'Susan', 'Jessica', 'Sarah', 'Karen', 'Maria', 'Anna', 'Peter', 'Paul', 'Daniel', 'Emma', 'Olivia',
  'Sofia', 'Laura', 'Julia', 'Mohammed', 'Ahmed', 'Ali', 'Omar', 'Fatima', 'Aisha', 'Wei', 'Ming', 'Li', 'Yuki', 'Hiroshi', 'Priya',
  'Raj', 'Ananya', 'Arjun', 'Kwame', 'Amara', 'Chidi', 'Ngozi', 'Diego', 'Carlos', 'Juan', 'Lucia', 'Ivan', 'Olga', 'Natasha', 'Lars',
  'Ingrid', 'Pierre', 'Camille', 'Giulia', 'Marco', 'Mehmet', 'Ayşe', 'Min-jun', 'Linh',
]; // prettier-ignore

export const places: readonly string[] = [
  'London', 'Paris', 'Berlin', 'Madrid', 'Rome', 'Vienna', 'Warsaw', 'Moscow', 'Athens', 'Dublin', 'Lisbon', 'Stockholm', 'Oslo',
  'Copenhagen', 'Helsinki', 'Amsterdam', 'Brussels', 'Prague', 'Budapest', 'Istanbul', 'New York', 'Chicago', 'Boston', 'Houston',
  'Dallas', 'Denver', 'Seattle', 'Miami', 'Atlanta', 'Los Angeles', 'San Francisco', 'Toronto', 'Montreal', 'Vancouver',
  'Mexico City', 'São Paulo', 'Rio de Janeiro', 'Buenos Aires', 'Lima', 'Bogotá', 'Cairo', 'Lagos', 'Nairobi', 'Johannesburg',
  'Dubai', 'Mumbai', 'Delhi', 'Bangkok', 'Singapore', 'Jakarta', 'Manila', 'Hong Kong', 'Beijing', 'Shanghai', 'Tokyo', 'Seoul',
  'Sydney', 'Melbourne', 'Auckland', 'France', 'Germany', 'Spain', 'Italy', 'Canada', 'Brazil', 'India', 'China', 'Japan',
  'Australia', 'Nigeria', 'Egypt', 'Kenya', 'Mexico', 'Texas', 'California', 'Florida', 'Ohio',
]; // prettier-ignore
